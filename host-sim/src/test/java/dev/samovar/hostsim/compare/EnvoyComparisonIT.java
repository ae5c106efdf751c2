package dev.samovar.hostsim.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.hostsim.Guests;
import dev.samovar.hostsim.probe.Probe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every scenario on the simulator, with both guests, and on a real Envoy: the traces are equal.
 *
 * <p>What arrives piece by piece at a real Envoy does so by pauses between the pieces, and a
 * machine that stands still for longer glues them together. So a trace that differs is taken again,
 * more slowly too; a simulator that is wrong differs each time.
 */
class EnvoyComparisonIT {
  private static final Path MODULE = Path.of("target/probe.wasm");

  /** How much slower than usual the pieces are sent, try by try. */
  private static final int[] PACES = {1, 1, 4, 1, 4, 16};

  private static OnEnvoy envoy;
  private static OnSimulator classes;
  private static OnSimulator module;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    envoy = new OnEnvoy(EnvoyBinary.find().path(), MODULE, Path.of("target/envoy-comparison"));
    classes = new OnSimulator(Guests.jvm(Probe::new));
    module = new OnSimulator(Guests.wasm(MODULE));
  }

  @AfterAll
  static void stop() {
    if (envoy != null) {
      envoy.close();
    }
  }

  static List<Scenario> scenarios() {
    return Stream.concat(Scenarios.all().stream(), FlowScenarios.all().stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void tracesAreEqual(Scenario scenario) throws IOException, InterruptedException {
    for (int i = 0; ; i++) {
      try {
        equalTraces(scenario, PACES[i]);
        return;
      } catch (AssertionError e) {
        if (i == PACES.length - 1) {
          throw e;
        }
      }
    }
  }

  private static void equalTraces(Scenario scenario, int pace)
      throws IOException, InterruptedException {
    String real = envoy.play(scenario, pace).describe();
    assertThat(module.play(scenario).describe()).as("[wasm]").isEqualTo(real);
    if (!scenario.needsModule()) {
      assertThat(classes.play(scenario).describe()).as("[jvm]").isEqualTo(real);
    }
  }
}
