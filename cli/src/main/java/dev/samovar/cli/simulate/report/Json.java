package dev.samovar.cli.simulate.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.cli.simulate.Outcome;
import dev.samovar.cli.simulate.Percentiles;
import dev.samovar.cli.simulate.scenario.Scenario;
import java.util.List;

/** Outcomes as JSON, for other programs. Times are seconds. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** The document of one scenario. */
  public static ObjectNode of(Scenario scenario, double rate, List<Outcome> outcomes) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("scenario", scenario.name());
    root.put("description", scenario.description());
    root.put("seed", scenario.seed());
    root.put("durationSeconds", scenario.duration() / 1e6);
    root.put("warmupSeconds", scenario.warmup() / 1e6);
    root.put("requestsPerSecond", rate);
    if (scenario.load() == scenario.load()) {
      root.put("load", scenario.load());
    }
    ArrayNode policies = root.putArray("policies");
    for (Outcome o : outcomes) {
      ObjectNode node = policies.addObject();
      node.put("name", o.name());
      node.put("requests", o.requests());
      node.put("lost", o.lost());
      node.put("retried", o.retried());
      node.put("answersPerSecond", o.perSecond());
      percentiles(node.putObject("ttft"), o.ttft());
      percentiles(node.putObject("e2e"), o.endToEnd());
      node.put("hitRate", o.hitRate());
      node.put("spread", o.spread());
      percentiles(node.putObject("regret"), o.regret());
      ArrayNode shares = node.putArray("shares");
      for (double share : o.shares()) {
        shares.add(share);
      }
    }
    ArrayNode limits = root.putArray("notModelled");
    Limits.lines().forEach(limits::add);
    return root;
  }

  private static void percentiles(ObjectNode node, Percentiles p) {
    node.put("mean", p.mean());
    node.put("p50", p.p50());
    node.put("p90", p.p90());
    node.put("p99", p.p99());
  }
}
