package dev.samovar.bench;

import dev.samovar.bench.Results.Footprint;
import dev.samovar.bench.Results.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The results as text for a terminal. */
final class TableReport {

  private static final double FRESH = 0.99;

  private TableReport() {}

  static String of(Results results, Machine machine) {
    StringBuilder out = new StringBuilder();
    machine.describe().forEach((name, value) -> line(out, "%-9s %s", name, value));
    line(out, "");
    line(
        out,
        "us is the mean of a variant's turns without the lowest and the highest tenth, added is");
    line(
        out,
        "that less plain's, x rust is added by rust's added; in brackets the middle 90 %% of what");
    line(
        out,
        "rounds drawn anew come to. Other columns, and more in cost.json, are medians of turns.");
    results.rows().forEach((workload, rows) -> table(out, results, workload, rows));
    line(out, "");
    line(
        out,
        "%-26s %8s %10s %12s %13s  %s",
        "variant",
        "start",
        "memory",
        "module",
        "at rest",
        "what it is");
    for (Footprint one : results.footprints()) {
      line(
          out,
          "%-26s %5d ms %7.1f MB %12s %8.0f us/s  %s",
          one.variant().name(),
          one.startMillis(),
          one.residentKib() / 1024.0,
          one.moduleBytes() == 0 ? "-" : one.moduleBytes() / 1024 + " KiB",
          one.restMicros(),
          one.variant().about());
    }
    for (Map.Entry<String, String> one : results.leftOut().entrySet()) {
      line(out, "%-26s left out: %s", one.getKey(), one.getValue());
    }
    for (Map.Entry<String, String> one : results.refused().entrySet()) {
      line(out, "%-26s refused: %s", one.getKey(), one.getValue());
    }
    line(out, "");
    for (Aims.Aim aim : Aims.of(results)) {
      String found = aim.found().isEmpty() ? "" : ": " + aim.found();
      line(out, "%-24s  %s%s", aim.verdict().words(), aim.what(), found);
    }
    return out.toString();
  }

  private static void table(StringBuilder out, Results results, Workload workload, List<Row> rows) {
    Optional<Row> plain = results.plain(workload);
    Optional<Row> rust = results.row(workload.name(), "rust");
    line(out, "");
    line(out, "%s: %s", workload.name(), workload.describe());
    line(
        out,
        "%-26s %9s %19s %9s %19s %6s %15s %9s %9s %9s %9s %7s",
        "variant",
        workload.streams() ? "us/event" : "us/req",
        "",
        "added",
        "",
        "x rust",
        "",
        "req/s",
        "p50 ms",
        "p99 ms",
        "p99.9 ms",
        "errors");
    for (Row row : rows) {
      Figure cpu = Comparison.cpu(row);
      Optional<Figure> added = plain.map(base -> Comparison.added(base, row));
      Optional<Figure> ratio =
          plain.flatMap(base -> rust.map(peer -> Comparison.addedRatio(base, row, peer)));
      line(
          out,
          "%-26s %9.2f %19s %9s %19s %6s %15s %9.0f %9.2f %9.2f %9.2f %7d%s",
          row.variant().name(),
          cpu.value(),
          spread("%.2f", cpu),
          added.map(one -> number("%+.2f", one.value())).orElse("-"),
          added.map(one -> spread("%+.2f", one)).orElse(""),
          ratio.map(one -> number("%.2f", one.value())).orElse("-"),
          ratio.filter(Figure::isKnown).map(one -> spread("%.2f", one)).orElse(""),
          row.median(sample -> sample.load().perSecond()),
          row.median(sample -> sample.load().p50() / 1000),
          row.median(sample -> sample.load().p99() / 1000),
          row.median(sample -> sample.load().p999() / 1000),
          row.errors(),
          row.freshShare() < FRESH
              ? String.format(Locale.ROOT, " %.0f %% fresh", 100 * row.freshShare())
              : "");
    }
    widest(out, rows, plain);
  }

  /** How well the figures repeat, in the terms of what is read from them. */
  private static void widest(StringBuilder out, List<Row> rows, Optional<Row> plain) {
    if (plain.isEmpty() || plain.get().samples().size() < 2) {
      return;
    }
    double sum = 0;
    int count = 0;
    for (Row row : rows) {
      Figure added = Comparison.added(plain.get(), row);
      if (row != plain.get()) {
        sum += added.upper() - added.lower();
        count++;
      }
    }
    if (count > 0) {
      line(
          out,
          "spread: after %d rounds the brackets of added are %.1f us wide on average",
          plain.get().samples().size(),
          sum / count);
    }
  }

  private static String spread(String format, Figure figure) {
    return String.format(
        Locale.ROOT, "(" + format + " " + format + ")", figure.lower(), figure.upper());
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
