package dev.samovar.bench;

import dev.samovar.bench.Results.Row;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The results as one SVG without anything outside of it: a bar of CPU for each variant, the part of
 * the plain proxy in grey, what is added to it in colour, and a line over its spread. Light and
 * dark surroundings alike.
 */
final class Plot {

  private static final int WIDTH = 900;
  private static final int LABEL = 220;
  private static final int BAR = 18;
  private static final int GAP = 6;
  private static final int NUMBERS = 190;
  private static final String STYLE =
      ".w{stroke:#222;stroke-width:2}text{font:13px system-ui,sans-serif;fill:#222}.t{font-weight:600}.s{fill:#777}"
          + ".p{fill:#b5bac2}.o{fill:#8c5a2b}.q{fill:#5b7fa6}.b{fill:#fff}"
          + "@media(prefers-color-scheme:dark){.w{stroke:#ddd}text{fill:#ddd}.s{fill:#999}.b{fill:#16181c}"
          + ".p{fill:#555b66}.o{fill:#d08a4a}.q{fill:#7fa3cc}}";

  private final StringBuilder out = new StringBuilder();
  private int y = 28;

  private Plot() {}

  static String of(Results results, Machine machine) {
    Plot plot = new Plot();
    plot.text(
        16,
        "t",
        "CPU of the proxy, microseconds: grey is Envoy alone, colour added, a line the spread");
    plot.y += 20;
    Map<String, String> where = machine.describe();
    plot.text(
        16,
        "s",
        where.get("cpu") + ", Envoy " + where.get("envoy") + ", commit " + where.get("commit"));
    results.rows().forEach((workload, rows) -> plot.bars(results, workload, rows));
    int height = plot.y + 24;
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\">\n"
                + "<style>%s</style>\n<rect class=\"b\" width=\"100%%\" height=\"100%%\"/>\n",
            WIDTH,
            height,
            WIDTH,
            STYLE)
        + plot.out
        + "</svg>\n";
  }

  private void bars(Results results, Workload workload, List<Row> rows) {
    double most = rows.stream().mapToDouble(row -> Comparison.cpu(row).upper()).max().orElse(1);
    double plain = results.plain(workload).map(row -> Comparison.cpu(row).value()).orElse(0.0);
    double scale = (WIDTH - LABEL - NUMBERS) / most;
    y += 38;
    text(16, "t", workload.name() + ": " + workload.describe());
    y += 10;
    for (Row row : rows) {
      Figure cpu = Comparison.cpu(row);
      double value = cpu.value();
      double base = Math.min(plain, value);
      rect("p", LABEL, base * scale);
      rect(row.variant().isOurs() ? "o" : "q", LABEL + base * scale, (value - base) * scale);
      whisker(LABEL + cpu.lower() * scale, LABEL + cpu.upper() * scale);
      y += BAR - 4;
      text(16, "", row.variant().name());
      text(
          LABEL + cpu.upper() * scale + 8,
          "s",
          String.format(Locale.ROOT, "%.1f", value)
              + (plain > 0 ? String.format(Locale.ROOT, " (%+.1f)", value - plain) : ""));
      y += GAP + 4;
    }
  }

  /** How far the figure moves when rounds are drawn anew. */
  private void whisker(double from, double to) {
    out.append(
        String.format(
            Locale.ROOT,
            "<path class=\"w\" d=\"M%.1f %dH%.1f\"/>\n",
            from,
            y + BAR / 2,
            Math.max(from + 1, to)));
  }

  private void rect(String kind, double x, double width) {
    out.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>\n",
            kind,
            x,
            y,
            Math.max(0, width),
            BAR));
  }

  private void text(double x, String kind, String text) {
    String safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    out.append(
        String.format(
            Locale.ROOT, "<text class=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>\n", kind, x, y, safe));
  }
}
