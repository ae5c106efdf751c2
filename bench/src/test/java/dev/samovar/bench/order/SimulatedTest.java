package dev.samovar.bench.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.samovar.cli.simulate.gateway.Contestant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedTest {
  private static final String YAML =
      "rate: 8\nreplicas: [{ count: 2 }, { count: 2, speed: 0.25 }]\nworkload: { kind: independent }\n";

  @TempDir Path folder;

  private Simulated simulate(String policy) throws IOException {
    Small small = Small.of(Scenarios.read(folder, YAML), 20);
    Contestant contestant = Deployed.named(List.of(policy)).get(0);
    return Simulated.of(small, contestant);
  }

  @Test
  void theSameScenarioGivesTheSame() throws IOException {
    Simulated one = simulate("power-of-two");
    Simulated other = simulate("power-of-two");

    assertThat(one.run().ttft()).isEqualTo(other.run().ttft());
    assertThat(one.leastP90()).isEqualTo(other.leastP90());
  }

  @Test
  void theMedianLiesAmongTheRuns() throws IOException {
    Simulated random = simulate("random");

    assertThat(random.leastP90()).isLessThan(random.mostP90());
    assertThat(random.run().ttft().p90()).isBetween(random.leastP90(), random.mostP90());
  }

  @Test
  void sharesAreOfTheReplicaWhereverItStands() throws IOException {
    double[] even = simulate("round-robin").run().shares();
    double[] bySpeed = simulate("expected-wait").run().shares();

    assertThat(Arrays.stream(even).sum()).isCloseTo(1, within(0.05));
    assertThat(even).contains(new double[] {0.25, 0.25, 0.25, 0.25}, within(0.05));
    assertThat(Math.min(bySpeed[0], bySpeed[1])).isGreaterThan(Math.max(bySpeed[2], bySpeed[3]));
  }
}
