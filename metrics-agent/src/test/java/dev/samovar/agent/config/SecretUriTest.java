package dev.samovar.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.agent.map.Load;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretUriTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://:pw@h:1/0|redis://****@h:1/0",
        "redis://bob:pw@h:1|redis://****@h:1",
        "redis://pw@h|redis://****@h",
        "redis://:p@w@h|redis://****@h",
        "redis://:p/w?x@h|redis://****@h",
        "redis://h1:1,redis://:pw@h2:2|redis://****@h2:2",
        "redis://h:1/0|redis://h:1/0",
      })
  void credentialsAreMasked(String uri, String masked) {
    assertThat(SecretUri.of(uri)).hasToString(masked);
    assertThat(SecretUri.of(uri).reveal()).isEqualTo(uri);
  }

  @Test
  void thePasswordIsASecretAsWrittenAndDecoded() {
    assertThat(SecretUri.of("redis://bob:p%40w+@h").secrets()).containsExactly("p%40w+", "p@w+");
    assertThat(SecretUri.of("redis://h:1").secrets()).isEmpty();
    assertThat(SecretUri.of("redis://:100%@h").secrets()).containsExactly("100%");
  }

  @Test
  void noRecordAroundItShowsIt() {
    RedisConfig redis =
        new RedisConfig(SecretUri.of("redis://:pw@h:1"), "p:", Duration.ofSeconds(1), false);
    AgentConfig config =
        new AgentConfig(
            new HostPort("h", 1),
            "ai_metric:",
            Optional.of(redis),
            new ScrapeConfig(Duration.ofSeconds(1), Duration.ofSeconds(1)),
            List.of(),
            Map.of(),
            Load.DEFAULT,
            new FleetConfig("a", Duration.ofSeconds(1)),
            new ExchangeConfig(
                Optional.of(Secret.of("pwpw", "env:T")), Duration.ofSeconds(1), Optional.empty()),
            EdsConfig.NONE,
            new MetadataCenterConfig(false, OptionalInt.empty()));
    assertThat(config.toString() + Effective.of(config)).contains("****@h:1").doesNotContain("pw");
  }
}
