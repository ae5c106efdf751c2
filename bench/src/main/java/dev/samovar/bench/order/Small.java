package dev.samovar.bench.order;

import dev.samovar.cli.simulate.Fleet;
import dev.samovar.cli.simulate.Tournament;
import dev.samovar.cli.simulate.gateway.ReplicaPlan;
import dev.samovar.cli.simulate.scenario.Scenario;
import dev.samovar.cli.simulate.workload.Burst;
import dev.samovar.cli.simulate.workload.Chat;
import dev.samovar.cli.simulate.workload.Independent;
import dev.samovar.cli.simulate.workload.WorkloadModel;
import java.util.ArrayList;
import java.util.List;

/**
 * A scenario as small as one machine can run it on real proxies. {@link #rules} says how it is
 * made; engines, prompts and answers stay as the scenario has them.
 *
 * @param scenario with a small fleet, a short run and {@code rate}
 */
public record Small(Scenario scenario) {
  private static final int REPLICAS = 4;
  private static final int GATEWAYS = 2;

  /** What is done to a scenario, a line each. */
  public static List<String> rules() {
    return List.of(
        "replicas: " + REPLICAS + " of the list, evenly taken; gateways: at most " + GATEWAYS,
        "one worker for each gateway; a load is a share of what the small fleet sustains, a rate"
            + " is shared out by the replicas' speed",
        "all times (run, warm-up, bursts, failures, thinking) are shorter by the same factor;"
            + " prompts, answers and engines stay as they are");
  }

  /**
   * Makes it small.
   *
   * @param seconds in which requests come
   * @throws OrderException where real engines cannot do what it asks
   */
  public static Small of(Scenario scenario, int seconds) {
    Fleet fleet = scenario.fleet();
    check(scenario);
    double factor = seconds * 1e6 / scenario.duration();
    List<ReplicaPlan> taken = taken(fleet.replicas());
    Fleet longFleet = fleet(fleet, taken);
    List<ReplicaPlan> quick =
        taken.stream()
            .map(
                plan ->
                    new ReplicaPlan(
                        plan.speed(),
                        0,
                        scaled(plan.failsFrom(), factor),
                        scaled(plan.failsUntil(), factor)))
            .toList();
    return new Small(
        new Scenario(
            scenario.name(),
            scenario.description(),
            scenario.seed(),
            seconds * 1_000_000L,
            scaled(scenario.warmup(), factor),
            Double.NaN,
            rate(scenario, longFleet),
            fleet(fleet, quick),
            quick(scenario.workload(), factor),
            scenario.policies(),
            List.of()));
  }

  private static void check(Scenario scenario) {
    WorkloadModel workload = scenario.workload();
    if (workload instanceof Chat chat && chat.adapters() > 0
        || workload instanceof Independent independent && independent.adapters() > 0) {
      throw new OrderException(
          scenario.name() + ": workload.adapters: loading one takes no time in real engines here");
    }
    if (scenario.fleet().replicas().stream().anyMatch(plan -> plan.joins() > 0)) {
      throw new OrderException(
          scenario.name() + ": replicas: one that joins is not run on real proxies");
    }
  }

  /** Requests a second, in the scenario's own time: what a short run sustains tells little. */
  private static double rate(Scenario scenario, Fleet small) {
    if (scenario.load() != scenario.load()) {
      return scenario.rate() * speed(small) / speed(scenario.fleet());
    }
    Scenario steady =
        new Scenario(
            scenario.name(),
            scenario.description(),
            scenario.seed(),
            scenario.duration(),
            scenario.warmup(),
            scenario.load(),
            scenario.rate(),
            small,
            scenario.workload(),
            scenario.policies(),
            List.of());
    return new Tournament(steady, false).rate();
  }

  private static double speed(Fleet fleet) {
    return fleet.replicas().stream().mapToDouble(ReplicaPlan::speed).sum();
  }

  private static List<ReplicaPlan> taken(List<ReplicaPlan> all) {
    int count = Math.min(REPLICAS, all.size());
    List<ReplicaPlan> taken = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      taken.add(all.get(i * all.size() / count - 1));
    }
    return taken;
  }

  private static Fleet fleet(Fleet fleet, List<ReplicaPlan> replicas) {
    return new Fleet(
        fleet.engine(),
        replicas,
        Math.min(GATEWAYS, fleet.gateways()),
        1,
        fleet.attempts(),
        fleet.network(),
        fleet.failing());
  }

  private static WorkloadModel quick(WorkloadModel workload, double factor) {
    if (workload instanceof Chat chat) {
      return new Chat(
          chat.systemPrompts(),
          chat.system(),
          chat.turns(),
          chat.user(),
          chat.output(),
          chat.thinkSeconds() * factor,
          chat.mostTokens(),
          0,
          quick(chat.burst(), factor));
    }
    if (workload instanceof Independent independent) {
      return new Independent(
          independent.prompt(),
          independent.output(),
          0,
          independent.baseShare(),
          quick(independent.burst(), factor));
    }
    return workload;
  }

  private static Burst quick(Burst burst, double factor) {
    return new Burst(
        scaled(burst.everyMicros(), factor), scaled(burst.lastsMicros(), factor), burst.factor());
  }

  private static long scaled(long micros, double factor) {
    return micros == Long.MAX_VALUE ? micros : Math.round(micros * factor);
  }
}
