package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.EnvoyProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filter that decides on request runs on a real Envoy; no time is asserted. */
class DecisionIT {

  @TempDir Path directory;

  @Test
  void filterDecidesAndLeavesTheHeapAlone() {
    Path module = EnvoyBinary.projectRoot().resolve("bench/target/decision.wasm");
    BareProxy.answering("{}").wasm(module, "").write(directory);
    try (EnvoyProcess envoy =
        EnvoyProcess.start(EnvoyBinary.find(), directory, 1, Duration.ofSeconds(90))) {
      DecisionProbe probe = new DecisionProbe(envoy, 10_000);
      DecisionProbe.Cost cost = probe.measure("expected-wait", 64, 8);
      assertThat(cost.micros()).isPositive();
      assertThat(cost.bytes()).isLessThan(64);
      assertThatThrownBy(() -> probe.measure("no-such-policy", 2, 0))
          .isInstanceOf(BenchException.class)
          .hasMessageContaining("does not decide");
    }
  }
}
