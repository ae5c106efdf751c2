package dev.samovar.cli.simulate.report;

import dev.samovar.cli.simulate.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Outcomes side by side, for a terminal. */
public final class Table {
  private static final String[] HEAD = {
    "policy",
    "ttft p50",
    "p90",
    "p99",
    "e2e p50",
    "p90",
    "p99",
    "hit",
    "spread",
    "regret",
    "p90",
    "req/s",
    "retried",
    "lost"
  };

  private Table() {}

  /** The lines, each ended. */
  public static String of(List<Outcome> outcomes) {
    List<String[]> rows = new ArrayList<>();
    rows.add(HEAD);
    for (Outcome o : outcomes) {
      rows.add(
          new String[] {
            o.name(),
            seconds(o.ttft().p50()),
            seconds(o.ttft().p90()),
            seconds(o.ttft().p99()),
            seconds(o.endToEnd().p50()),
            seconds(o.endToEnd().p90()),
            seconds(o.endToEnd().p99()),
            percent(o.hitRate()),
            String.format(Locale.ROOT, "%.2f", o.spread()),
            seconds(o.regret().mean()),
            seconds(o.regret().p90()),
            String.format(Locale.ROOT, "%.1f", o.perSecond()),
            Long.toString(o.retried()),
            o.lost() == 0 ? "0" : o.lost() + " (" + percent((double) o.lost() / o.requests()) + ")"
          });
    }
    return lines(rows);
  }

  /** Rows under each other, the first column to the left. */
  static String lines(List<String[]> rows) {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        String pad = " ".repeat(widths[i] - row[i].length());
        out.append(i == 0 ? row[i] + pad : "  " + pad + row[i]);
      }
      out.append('\n');
    }
    return out.toString();
  }

  /** Seconds with as many digits as say something. */
  static String seconds(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return String.format(
        Locale.ROOT, value < 0.9995 ? "%.3f" : value < 9.995 ? "%.2f" : "%.1f", value);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.0995 ? "%.2f%%" : "%.1f%%", 100 * share);
  }
}
