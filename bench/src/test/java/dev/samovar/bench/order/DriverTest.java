package dev.samovar.bench.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.bench.order.Driver.Driven;
import dev.samovar.bench.order.Driver.Happening;
import dev.samovar.cli.simulate.scenario.Scenario;
import dev.samovar.envoy.FreePorts;
import dev.samovar.envoy.HostPort;
import dev.samovar.llmsim.LlmSim;
import dev.samovar.llmsim.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverTest {
  private static final String BEGIN =
      "duration: 1s\nwarmup: 0s\nreplicas: [{ count: 1 }]\ngateways: { count: 2, workers: 1 }\n";

  @TempDir Path folder;

  private static Driven drive(Scenario scenario, int port, List<Happening> atTimes) {
    HostPort at = HostPort.local(port);
    return Driver.drive(scenario, List.of(at, at), List.of("other", "qwen"), atTimes);
  }

  @Test
  void everyRequestIsCountedWhereItWasAnswered() throws IOException {
    Scenario scenario =
        Scenarios.read(
            folder, BEGIN + "rate: 50\nworkload: { kind: independent, output: { mean: 20 } }\n");
    AtomicInteger happened = new AtomicInteger();
    try (LlmSim sim = LlmSim.start(Settings.instant("qwen"))) {
      Driven driven =
          drive(scenario, sim.port(), List.of(new Happening(500_000, happened::incrementAndGet)));

      assertThat(driven.run().requests()).isBetween(20L, 90L);
      assertThat(driven.run().lost()).isZero();
      assertThat(driven.run().shares()).containsExactly(0, 1);
      assertThat(driven.run().hitRate()).isZero();
      assertThat(driven.run().ttft().p90()).isPositive();
      assertThat(driven.run().endToEnd().p90()).isGreaterThanOrEqualTo(driven.run().ttft().p90());
      assertThat(happened).hasValue(1);
    }
  }

  @Test
  void conversationsGoOnAndShareTheirSystemPrompt() throws IOException {
    Scenario scenario =
        Scenarios.read(
            folder,
            BEGIN
                + "rate: 40\n"
                + "workload: { kind: chat, systemPrompts: 1, system: { mean: 320, sigma: 0 },"
                + " output: { mean: 20, sigma: 0 }, think: 1ms }\n");
    try (LlmSim sim = LlmSim.start(Settings.instant("qwen"))) {
      Driven driven = drive(scenario, sim.port(), List.of());

      assertThat(driven.run().requests()).isPositive();
      assertThat(driven.run().lost()).isZero();
      assertThat(driven.run().hitRate()).isBetween(0.2, 1.0);
    }
  }

  @Test
  void whoGetsNoAnswerIsLost() throws IOException {
    Scenario scenario =
        Scenarios.read(folder, BEGIN + "rate: 30\nworkload: { kind: chat, think: 1ms }\n");

    Driven driven = drive(scenario, FreePorts.next(), List.of());

    assertThat(driven.run().requests()).isPositive();
    assertThat(driven.run().lost()).isEqualTo(driven.run().requests());
    assertThat(driven.run().ttft().p90()).isNaN();
  }
}
