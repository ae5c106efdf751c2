package dev.samovar.bench.order;

import dev.samovar.cli.simulate.Fleet;
import dev.samovar.cli.simulate.Outcome;
import dev.samovar.cli.simulate.Percentiles;
import dev.samovar.cli.simulate.Simulation;
import dev.samovar.cli.simulate.gateway.Contestant;
import dev.samovar.cli.simulate.gateway.ReplicaPlan;
import dev.samovar.cli.simulate.scenario.Scenario;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A small scenario in the simulator: the median of several runs with the same requests. What chance
 * decides on real proxies differs from run to run, since in so short a run it tells: the policy's
 * draws, and by which addresses replicas are known, which decides ties and who has the first turn.
 *
 * @param run each figure the median of its own
 * @param leastP90 seconds to the first token, of the run where its 90th percentile is least
 */
public record Simulated(Run run, double leastP90, double mostP90) {
  private static final int RUNS = 9;

  /** Runs a policy. */
  public static Simulated of(Small small, Contestant policy) {
    Scenario scenario = small.scenario();
    Fleet fleet = scenario.fleet();
    List<Outcome> outcomes = new ArrayList<>();
    double[][] shares = new double[fleet.size()][RUNS];
    for (int i = 0; i < RUNS; i++) {
      Outcome outcome =
          new Simulation(
                  turned(fleet, i),
                  policy,
                  scenario.workload().begin(scenario.seed(), scenario.rate(), scenario.duration()),
                  scenario.seed() + i,
                  scenario.warmup(),
                  scenario.duration())
              .run();
      outcomes.add(outcome);
      for (int place = 0; place < fleet.size(); place++) {
        shares[(place + i) % fleet.size()][i] = outcome.shares()[place];
      }
    }
    double[] p90 = outcomes.stream().mapToDouble(each -> each.ttft().p90()).sorted().toArray();
    return new Simulated(median(outcomes, shares), p90[0], p90[RUNS - 1]);
  }

  private static Run median(List<Outcome> outcomes, double[][] shares) {
    return new Run(
        Math.round(median(outcomes, Outcome::requests)),
        Math.round(median(outcomes, Outcome::lost)),
        percentiles(outcomes, Outcome::ttft),
        percentiles(outcomes, Outcome::endToEnd),
        median(outcomes, Outcome::hitRate),
        Arrays.stream(shares).mapToDouble(Simulated::median).toArray());
  }

  /** The same replicas, each at an address {@code by} places before. */
  private static Fleet turned(Fleet fleet, int by) {
    List<ReplicaPlan> replicas = new ArrayList<>(fleet.replicas());
    Collections.rotate(replicas, -by);
    return new Fleet(
        fleet.engine(),
        replicas,
        fleet.gateways(),
        fleet.workers(),
        fleet.attempts(),
        fleet.network(),
        fleet.failing());
  }

  private interface Part {
    Percentiles of(Outcome outcome);
  }

  private static Percentiles percentiles(List<Outcome> outcomes, Part part) {
    return new Percentiles(
        median(outcomes, outcome -> part.of(outcome).mean()),
        median(outcomes, outcome -> part.of(outcome).p50()),
        median(outcomes, outcome -> part.of(outcome).p90()),
        median(outcomes, outcome -> part.of(outcome).p99()));
  }

  private static double median(List<Outcome> outcomes, ToDoubleFunction<Outcome> of) {
    return median(outcomes.stream().mapToDouble(of).toArray());
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
