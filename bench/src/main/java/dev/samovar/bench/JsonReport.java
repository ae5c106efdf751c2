package dev.samovar.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.bench.Results.DecisionCost;
import dev.samovar.bench.Results.Footprint;
import dev.samovar.bench.Results.Row;
import dev.samovar.bench.Results.Sample;

/** The results for programs: every turn, times in microseconds, memory and sizes in bytes. */
final class JsonReport {

  private JsonReport() {}

  static ObjectNode of(Results results, Machine machine, CostPlan plan) {
    ObjectNode out = Json.object();
    ObjectNode where = out.putObject("machine");
    machine.describe().forEach(where::put);
    out.putObject("plan")
        .put("rounds", plan.rounds())
        .put("seconds", plan.seconds())
        .put("warmSeconds", plan.warmSeconds())
        .put("connections", plan.connections());
    ArrayNode variants = out.putArray("variants");
    for (Footprint one : results.footprints()) {
      variants
          .addObject()
          .put("name", one.variant().name())
          .put("about", one.variant().about())
          .put("startMicros", one.startMillis() * 1000)
          .put("residentBytes", one.residentKib() * 1024)
          .put("moduleBytes", one.moduleBytes())
          .put("restMicrosPerSecond", one.restMicros());
    }
    ObjectNode leftOut = out.putObject("leftOut");
    results.leftOut().forEach(leftOut::put);
    ObjectNode refused = out.putObject("refused");
    results.refused().forEach(refused::put);
    ArrayNode cases = out.putArray("cases");
    results
        .rows()
        .forEach(
            (workload, rows) -> {
              ObjectNode one = cases.addObject();
              one.put("name", workload.name()).put("about", workload.describe());
              one.put("unit", workload.streams() ? "event" : "request");
              ArrayNode list = one.putArray("rows");
              rows.forEach(row -> list.add(row(row, results, workload)));
            });
    ArrayNode decisions = out.putArray("decisions");
    for (DecisionCost one : results.decisions()) {
      decisions
          .addObject()
          .put("endpoints", one.endpoints())
          .put("blocks", one.blocks())
          .put("micros", one.cost().micros())
          .put("allocatedBytes", one.cost().bytes());
    }
    ArrayNode aims = out.putArray("aims");
    for (Aims.Aim aim : Aims.of(results)) {
      aims.addObject()
          .put("aim", aim.what())
          .put("found", aim.found())
          .put("verdict", aim.verdict().words());
    }
    return out;
  }

  private static ObjectNode row(Row row, Results results, Workload workload) {
    ObjectNode out = Json.object().put("variant", row.variant().name());
    out.set("cpuMicros", figure(Comparison.cpu(row), row.spread(Sample::cpuMicros)));
    results
        .plain(workload)
        .ifPresent(
            plain -> {
              out.set(
                  "addedMicros",
                  figure(Comparison.added(plain, row), RoundMedians.added(plain, row)));
              results
                  .row(workload.name(), "rust")
                  .ifPresent(
                      rust ->
                          out.set(
                              "addedByRustsAddition",
                              figure(
                                  Comparison.addedRatio(plain, row, rust),
                                  RoundMedians.addedRatio(plain, row, rust))));
            });
    if (!Double.isNaN(row.freshShare())) {
      out.put("freshShare", row.freshShare());
    }
    out.put("requestsPerSecond", row.median(sample -> sample.load().perSecond()));
    out.put("p50Micros", row.median(sample -> sample.load().p50()));
    out.put("p99Micros", row.median(sample -> sample.load().p99()));
    out.put("p999Micros", row.median(sample -> sample.load().p999()));
    out.put("errors", row.errors());
    ArrayNode turns = out.putArray("turns");
    for (Sample sample : row.samples()) {
      turns
          .addObject()
          .put("cpuMicros", sample.cpuMicros())
          .put("requests", sample.load().requests())
          .put("micros", sample.load().micros())
          .put("p50Micros", sample.load().p50())
          .put("p99Micros", sample.load().p99())
          .put("p999Micros", sample.load().p999())
          .put("errors", sample.load().errors());
    }
    return out;
  }

  /**
   * What the table shows, and beside it the median and the quartiles of single rounds; what noise
   * made infinite is null.
   */
  private static ObjectNode figure(Figure figure, Spread spread) {
    ObjectNode out = Json.object();
    out.set("figure", finite(figure.value()));
    out.set("percentile5", finite(figure.lower()));
    out.set("percentile95", finite(figure.upper()));
    out.set("median", finite(spread.median()));
    out.set("lowerQuartile", finite(spread.lower()));
    out.set("upperQuartile", finite(spread.upper()));
    return out.put("rounds", spread.count());
  }

  private static JsonNode finite(double value) {
    return Double.isNaN(value) || Double.isInfinite(value)
        ? NullNode.getInstance()
        : DoubleNode.valueOf(value);
  }
}
