package dev.samovar.bench.order;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.cli.simulate.Percentiles;
import dev.samovar.cli.simulate.scenario.Scenario;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was found, as text and as JSON. Times are seconds. */
public final class Report {

  private Report() {}

  /** The head of the table of runs. */
  public static String head() {
    return String.format(
        "%-18s %-37s %-22s %8s  %-12s %-9s %s",
        "policy",
        "simulated p50, p90 (least-most), p99",
        "Envoy p50, p90, p99",
        "E/s p90",
        "lost s, E",
        "hit s, E",
        "late");
  }

  /** A policy's line: s is simulated, E is Envoy; {@code late} is the driver's p99. */
  public static String line(String policy, Simulated simulation, Run real, double late) {
    Run simulated = simulation.run();
    return String.format(
        Locale.ROOT,
        "%-18s %6.3f %6.3f (%6.3f-%6.3f) %7.3f %6.3f %6.3f %7.3f %8.2f  %-5d %-5d  %3.0f%% %3.0f%% %4.0f ms",
        policy,
        simulated.ttft().p50(),
        simulated.ttft().p90(),
        simulation.leastP90(),
        simulation.mostP90(),
        simulated.ttft().p99(),
        real.ttft().p50(),
        real.ttft().p90(),
        real.ttft().p99(),
        real.ttft().p90() / simulated.ttft().p90(),
        simulated.lost(),
        real.lost(),
        100 * simulated.hitRate(),
        100 * real.hitRate(),
        1000 * late);
  }

  /** The lines of the pairs that the simulation separates. */
  public static String pairs(List<Pair> pairs) {
    StringBuilder out = new StringBuilder();
    if (pairs.isEmpty()) {
      return String.format(
          Locale.ROOT, "no two policies are %.0f x apart in the simulation%n", Pair.SEPARATED);
    }
    for (Pair pair : pairs) {
      out.append(
          String.format(
              Locale.ROOT,
              "%-9s %s before %s: simulated %.1f x, Envoy %.1f x%n",
              pair.agrees() ? "agrees" : "DISAGREES",
              pair.better(),
              pair.worse(),
              pair.simulated(),
              pair.real()));
    }
    return out.toString();
  }

  /** Adds a scenario's results. */
  public static ObjectNode add(
      ArrayNode to,
      Scenario scenario,
      Map<String, Simulated> simulated,
      Map<String, Run> real,
      Map<String, Double> late,
      List<Pair> pairs) {
    ObjectNode out = to.addObject();
    out.put("name", scenario.name());
    out.put("seconds", scenario.duration() / 1e6);
    out.put("warmupSeconds", scenario.warmup() / 1e6);
    out.put("requestsPerSecond", scenario.rate());
    out.put("seed", scenario.seed());
    out.put("gateways", scenario.fleet().gateways());
    ArrayNode replicas = out.putArray("speeds");
    scenario.fleet().replicas().forEach(plan -> replicas.add(plan.speed()));
    ArrayNode policies = out.putArray("policies");
    simulated.forEach(
        (name, simulation) -> {
          ObjectNode one = policies.addObject().put("name", name);
          one.put("lateP99", late.get(name));
          ObjectNode median = one.putObject("simulated");
          run(median, simulation.run());
          median.put("leastP90", simulation.leastP90()).put("mostP90", simulation.mostP90());
          run(one.putObject("envoy"), real.get(name));
        });
    ArrayNode list = out.putArray("separated");
    for (Pair pair : pairs) {
      list.addObject()
          .put("better", pair.better())
          .put("worse", pair.worse())
          .put("figure", "ttft.p90")
          .put("simulated", pair.simulated())
          .put("envoy", pair.real())
          .put("agrees", pair.agrees());
    }
    return out;
  }

  private static void run(ObjectNode out, Run run) {
    out.put("requests", run.requests()).put("lost", run.lost()).put("hitRate", run.hitRate());
    percentiles(out.putObject("ttft"), run.ttft());
    percentiles(out.putObject("endToEnd"), run.endToEnd());
    ArrayNode shares = out.putArray("shares");
    for (double share : run.shares()) {
      shares.add(share);
    }
  }

  private static void percentiles(ObjectNode out, Percentiles of) {
    out.put("mean", of.mean()).put("p50", of.p50()).put("p90", of.p90()).put("p99", of.p99());
  }
}
