package dev.samovar.cli.simulate;

import dev.samovar.cli.simulate.gateway.Contestant;
import dev.samovar.cli.simulate.gateway.Contestants;
import dev.samovar.cli.simulate.scenario.Scenario;
import java.util.List;
import java.util.stream.IntStream;

/** Runs a scenario once for each of its policies, with the same requests. */
public final class Tournament {
  /** What the capacity of a fleet is measured by: the bound of the all-knowing choice's p99. */
  public static final double CAPACITY_BOUND_SECONDS = 10;

  /** Searches for a rate run so long. */
  private static final long SEARCH_MICROS = 240_000_000;

  private final Scenario scenario;
  private final boolean parallel;

  /**
   * @param parallel whether runs share the machine's processors; outcomes are the same
   */
  public Tournament(Scenario scenario, boolean parallel) {
    this.scenario = scenario;
    this.parallel = parallel;
  }

  /** Requests a second: as the scenario says, or its share of the measured capacity. */
  public double rate() {
    return scenario.load() == scenario.load() ? scenario.load() * capacity() : scenario.rate();
  }

  /** Requests a second that the fleet sustains with the all-knowing choice. */
  public double capacity() {
    return search(0.01).sustained(Contestants.find(Contestant.ALL_KNOWING), CAPACITY_BOUND_SECONDS);
  }

  /** Requests a second that each of the policies sustains at that bound. */
  public double[] sustained(List<Contestant> policies, double boundSeconds) {
    return each(policies.size())
        .mapToDouble(i -> search(0.02).sustained(policies.get(i), boundSeconds))
        .toArray();
  }

  /** What becomes of the requests with each of the policies. */
  public List<Outcome> outcomes(double rate) {
    List<Contestant> policies = scenario.policies();
    return each(policies.size()).mapToObj(i -> outcome(policies.get(i), rate)).toList();
  }

  private Outcome outcome(Contestant contestant, double rate) {
    return new Simulation(
            scenario.fleet(),
            contestant,
            scenario.workload().begin(scenario.seed(), rate, scenario.duration()),
            scenario.seed(),
            scenario.warmup(),
            scenario.duration())
        .run();
  }

  /** A replica that fails or joins in the run is there all the time where capacity is measured. */
  private Capacity search(double tolerance) {
    Fleet fleet = scenario.fleet();
    Fleet steady =
        new Fleet(
            fleet.engine(),
            fleet.replicas().stream().map(plan -> plan.steady()).toList(),
            fleet.gateways(),
            fleet.workers(),
            fleet.attempts(),
            fleet.network(),
            fleet.failing());
    long end = Math.min(scenario.duration(), SEARCH_MICROS);
    return new Capacity(steady, scenario.workload(), scenario.seed(), end / 4, end, tolerance);
  }

  private IntStream each(int count) {
    IntStream all = IntStream.range(0, count);
    return parallel ? all.parallel() : all;
  }
}
