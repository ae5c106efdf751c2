package dev.samovar.bench.order;

import dev.samovar.cli.simulate.Fleet;
import dev.samovar.cli.simulate.Tournament;
import dev.samovar.cli.simulate.gateway.ReplicaPlan;
import dev.samovar.cli.simulate.scenario.Scenario;
import dev.samovar.cli.simulate.workload.Burst;
import dev.samovar.cli.simulate.workload.Chat;
import dev.samovar.cli.simulate.workload.Independent;
import dev.samovar.cli.simulate.workload.Tokens;
import dev.samovar.cli.simulate.workload.Trace;
import dev.samovar.cli.simulate.workload.WorkloadModel;
import java.util.ArrayList;
import java.util.List;

/**
 * A scenario as small as one machine can run it on real proxies. {@link #rules} says how it is
 * made; engines and prompts stay as the scenario has them.
 *
 * @param scenario with a small fleet, a short run and {@code rate}
 */
public record Small(Scenario scenario) {
  private static final int REPLICAS = 4;
  private static final int GATEWAYS = 2;

  /** So many times shorter are answers, which else would go on long after the last request. */
  private static final int ANSWERS = 4;

  /** What is done to a scenario, a line each. */
  public static List<String> rules() {
    return List.of(
        "replicas: " + REPLICAS + " of the list, evenly taken; gateways: at most " + GATEWAYS,
        "one worker for each gateway; a load is a share of what the small fleet sustains, a rate"
            + " is shared out by the replicas' speed",
        "answers are " + ANSWERS + " times shorter; prompts and engines stay as they are",
        "all times (run, warm-up, bursts, failures, thinking) are shorter by the same factor");
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
    WorkloadModel brief = brief(scenario.workload());
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
            rate(scenario, longFleet, brief),
            fleet(fleet, quick),
            quick(brief, factor),
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
  private static double rate(Scenario scenario, Fleet small, WorkloadModel brief) {
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
            brief,
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

  private static WorkloadModel brief(WorkloadModel workload) {
    if (workload instanceof Chat chat) {
      return new Chat(
          chat.systemPrompts(),
          chat.system(),
          chat.turns(),
          chat.user(),
          brief(chat.output()),
          chat.thinkSeconds(),
          chat.mostTokens(),
          0,
          chat.burst());
    }
    if (workload instanceof Independent independent) {
      return new Independent(
          independent.prompt(),
          brief(independent.output()),
          0,
          independent.baseShare(),
          independent.burst());
    }
    return new Trace(((Trace) workload).rows().stream().map(Small::brief).toList());
  }

  private static Tokens brief(Tokens answer) {
    return new Tokens(
        Math.max(1, answer.mean() / ANSWERS), answer.sigma(), Math.max(1, answer.most() / ANSWERS));
  }

  private static Trace.Row brief(Trace.Row row) {
    return new Trace.Row(
        row.at(),
        row.promptTokens(),
        Math.max(1, row.outputTokens() / ANSWERS),
        row.prefix(),
        row.prefixTokens());
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
