package dev.samovar.llmsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SettingsTest {
  private static Settings read(String port, String name, String ttft, String rate, String running) {
    return Settings.read(
        new Settings.Flags(port, "127.0.0.1", name, null, "vllm", ttft, rate, "16", running));
  }

  @Test
  void flagsAreRead() {
    Settings settings = read("0", "a", "20ms", "200", "256");
    assertThat(settings.pace().prefillNanos()).isEqualTo(20_000_000);
    assertThat(settings.pace().tokenNanos()).isEqualTo(5_000_000);
    assertThat(settings.model()).isEqualTo("a");
    assertThat(read("0", "a", "500us", "0.5", "1").pace().tokenNanos()).isEqualTo(2_000_000_000);
  }

  @Test
  void everyWrongFlagIsNamedAtOnce() {
    assertThatThrownBy(() -> read("70000", "a b", "20", "0", "x"))
        .isInstanceOfSatisfying(
            Settings.WrongSettings.class,
            e ->
                assertThat(e.errors())
                    .extracting(line -> line.substring(0, line.indexOf(':')))
                    .containsExactlyInAnyOrder(
                        "--port", "--name", "--ttft", "--tokens-per-second", "--max-running"));
  }

  @Test
  void nameThatWouldForgeAHeaderIsRefused() {
    assertThatThrownBy(() -> read("0", "a\r\nx: y", "0ms", "1", "1"))
        .hasMessageStartingWith("--name: ");
  }

  @Test
  void unknownEngineIsRefused() {
    assertThatThrownBy(
            () ->
                Settings.read(new Settings.Flags("0", "h", "a", "m", "tgi", "0ms", "1", "1", "1")))
        .hasMessage("--engine: 'tgi' is not known; expected vllm");
  }
}
