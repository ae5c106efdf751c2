package dev.samovar.bench;

import dev.samovar.bench.Results.Footprint;
import dev.samovar.bench.Results.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results as text for a terminal. */
final class TableReport {

  private TableReport() {}

  static String of(Results results, Machine machine) {
    StringBuilder out = new StringBuilder();
    machine.describe().forEach((name, value) -> line(out, "%-9s %s", name, value));
    results.rows().forEach((workload, rows) -> table(out, results, workload, rows));
    line(out, "");
    line(out, "%-18s %8s %10s %12s  %s", "variant", "start", "memory", "module", "what it is");
    for (Footprint one : results.footprints()) {
      line(
          out,
          "%-18s %5d ms %7.1f MB %12s  %s",
          one.variant().name(),
          one.startMillis(),
          one.residentKib() / 1024.0,
          one.moduleBytes() == 0 ? "-" : one.moduleBytes() / 1024 + " KiB",
          one.variant().about());
    }
    for (Map.Entry<String, String> one : results.leftOut().entrySet()) {
      line(out, "%-18s left out: %s", one.getKey(), one.getValue());
    }
    return out.toString();
  }

  private static void table(StringBuilder out, Results results, Workload workload, List<Row> rows) {
    double plain = results.plain(workload).map(Row::cpuMicros).orElse(Double.NaN);
    line(out, "");
    line(out, "%s: %s", workload.name(), workload.describe());
    line(
        out,
        "%-18s %9s %17s %9s %6s %9s %9s %9s %9s %7s",
        "variant",
        workload.streams() ? "us/event" : "us/req",
        "(least-most)",
        "added",
        "x",
        "req/s",
        "p50 ms",
        "p99 ms",
        "p99.9 ms",
        "errors");
    for (Row row : rows) {
      line(
          out,
          "%-18s %9.2f %17s %9s %6s %9.0f %9.2f %9.2f %9.2f %7d",
          row.variant().name(),
          row.cpuMicros(),
          String.format(Locale.ROOT, "(%.2f-%.2f)", row.leastCpuMicros(), row.mostCpuMicros()),
          number("%+.2f", row.cpuMicros() - plain),
          number("%.2f", row.cpuMicros() / plain),
          row.median(sample -> sample.load().perSecond()),
          row.median(sample -> sample.load().p50() / 1000),
          row.median(sample -> sample.load().p99() / 1000),
          row.median(sample -> sample.load().p999() / 1000),
          row.errors());
    }
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
