package dev.samovar.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.bench.Results.Footprint;
import dev.samovar.bench.Results.Row;
import dev.samovar.bench.Results.Sample;

/** The results for programs: every turn, times in microseconds, memory and sizes in bytes. */
final class JsonReport {

  private JsonReport() {}

  static ObjectNode of(Results results, Machine machine, CostRun.Plan plan) {
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
          .put("moduleBytes", one.moduleBytes());
    }
    ObjectNode leftOut = out.putObject("leftOut");
    results.leftOut().forEach(leftOut::put);
    ArrayNode cases = out.putArray("cases");
    results
        .rows()
        .forEach(
            (workload, rows) -> {
              ObjectNode one = cases.addObject();
              one.put("name", workload.name()).put("about", workload.describe());
              one.put("unit", workload.streams() ? "event" : "request");
              ArrayNode list = one.putArray("rows");
              rows.forEach(row -> list.add(row(row)));
            });
    return out;
  }

  private static ObjectNode row(Row row) {
    ObjectNode out = Json.object().put("variant", row.variant().name());
    out.put("cpuMicros", row.cpuMicros());
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
          .put("errors", sample.load().errors());
    }
    return out;
  }
}
