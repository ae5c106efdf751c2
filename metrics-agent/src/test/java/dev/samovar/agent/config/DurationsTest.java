package dev.samovar.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({"250ms,250", "1.5s,1500", "2m,120000", "1h,3600000", "' 5ms ',5", "1000us,1"})
  void everyUnitIsRead(String text, long millis) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "ms", "-5ms", "5 ms", "1e3ms", "5d", "PT5S", "99999999999s"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Durations.parse(text)).hasMessageContaining("such as 250ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"250ms", "3s", "5us"})
  void theTextFormIsReadBack(String text) {
    assertThat(Durations.format(Durations.parse(text))).isEqualTo(text);
  }
}
