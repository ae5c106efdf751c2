package dev.samovar.cli.simulate.report;

import dev.samovar.cli.simulate.Outcome;
import java.util.List;
import java.util.Locale;

/**
 * Outcomes as one picture that needs nothing else: for each policy a line from the median to the
 * 99th percentile of the time to the first token, on a logarithmic axis, and beside it hit rate and
 * loss.
 */
public final class Plot {
  private static final int LEFT = 170;
  private static final int WIDTH = 560;
  private static final int ROW = 30;
  private static final int TOP = 64;
  private static final int RIGHT = 190;

  private final double least;
  private final double most;

  private Plot(double least, double most) {
    this.least = least;
    this.most = most;
  }

  /** An SVG document. */
  public static String svg(String title, List<Outcome> outcomes) {
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (Outcome o : outcomes) {
      if (o.ttft().p99() > 0) {
        least = Math.min(least, o.ttft().p50());
        most = Math.max(most, o.ttft().p99());
      }
    }
    if (most == 0) {
      least = 0.1;
      most = 1;
    }
    double low = Math.pow(10, Math.floor(Math.log10(Math.max(1e-4, least))));
    double high = Math.max(10 * low, Math.pow(10, Math.ceil(Math.log10(most) * 2) / 2));
    return new Plot(low, high).draw(title, outcomes);
  }

  /** An HTML page with the picture, the table and what is not modelled. */
  public static String html(String title, String table, String svg) {
    StringBuilder limits = new StringBuilder();
    for (String line : Limits.lines()) {
      limits.append("<li>").append(escape(line)).append("</li>\n");
    }
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width\">\n<title>"
        + escape(title)
        + "</title>\n<style>body{font:15px sans-serif;margin:2em;max-width:64em}"
        + "pre{overflow-x:auto}svg{max-width:100%;height:auto}</style></head><body>\n"
        + svg
        + "<pre>"
        + escape(table)
        + "</pre>\n<h2>Not modelled</h2>\n<ul>\n"
        + limits
        + "</ul>\n</body></html>\n";
  }

  private String draw(String title, List<Outcome> outcomes) {
    int height = TOP + ROW * outcomes.size() + 50;
    StringBuilder out = new StringBuilder(8192);
    out.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                + " height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">\n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n"
                + "<text x=\"16\" y=\"24\" font-size=\"16\" font-weight=\"bold\">%s</text>\n"
                + "<text x=\"16\" y=\"44\" fill=\"#555\">time to the first token: p50 · p90 · p99,"
                + " seconds, logarithmic</text>\n"
                + "<text x=\"%d\" y=\"44\" fill=\"#555\">cached</text>\n"
                + "<text x=\"%d\" y=\"44\" fill=\"#555\">lost</text>\n",
            LEFT + WIDTH + RIGHT,
            height,
            LEFT + WIDTH + RIGHT,
            height,
            escape(title),
            LEFT + WIDTH + 40,
            LEFT + WIDTH + 110));
    grid(out, height);
    for (int i = 0; i < outcomes.size(); i++) {
      row(out, outcomes.get(i), TOP + ROW * i + ROW / 2);
    }
    return out.append("</svg>\n").toString();
  }

  private void grid(StringBuilder out, int height) {
    for (double decade = least; decade <= most * 1.0001; decade *= 10) {
      for (int step : new int[] {1, 2, 5}) {
        double value = decade * step;
        if (value > most * 1.0001) {
          break;
        }
        double x = x(value);
        out.append(
            String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\"/>\n"
                    + "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">%s</text>\n",
                x,
                TOP - 6,
                x,
                height - 36,
                step == 1 ? "#bbb" : "#e4e4e4",
                x,
                height - 18,
                number(value)));
      }
    }
  }

  private void row(StringBuilder out, Outcome o, int y) {
    boolean isOurs = o.name().startsWith("expected-wait");
    String color = isOurs ? "#b3261e" : o.name().equals("all-knowing") ? "#777" : "#2f5d8a";
    out.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"%s\"%s>%s</text>\n",
            LEFT - 14,
            y + 4,
            color,
            isOurs ? " font-weight=\"bold\"" : "",
            escape(o.name())));
    if (o.ttft().p99() > 0) {
      out.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\""
                  + " stroke-width=\"3\"/>\n",
              x(o.ttft().p50()),
              y,
              x(o.ttft().p99()),
              y,
              color));
      dot(out, x(o.ttft().p50()), y, 5, color, "p50 " + Table.seconds(o.ttft().p50()));
      dot(out, x(o.ttft().p90()), y, 5, color, "p90 " + Table.seconds(o.ttft().p90()));
      dot(out, x(o.ttft().p99()), y, 5, color, "p99 " + Table.seconds(o.ttft().p99()));
    }
    double lost = o.requests() == 0 ? 0 : (double) o.lost() / o.requests();
    out.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\">%s</text>\n<text x=\"%d\" y=\"%d\">%s</text>\n",
            LEFT + WIDTH + 40,
            y + 4,
            Table.percent(o.hitRate()),
            LEFT + WIDTH + 110,
            y + 4,
            lost == 0 ? "0" : Table.percent(lost)));
  }

  private static void dot(
      StringBuilder out, double x, int y, int radius, String color, String title) {
    out.append(
        String.format(
            Locale.ROOT,
            "<circle cx=\"%.1f\" cy=\"%d\" r=\"%d\" fill=\"%s\"><title>%s s</title></circle>\n",
            x,
            y,
            radius,
            color,
            title));
  }

  private double x(double value) {
    double at = Math.log(Math.max(least, value) / least) / Math.log(most / least);
    return LEFT + WIDTH * Math.min(1, at);
  }

  private static String number(double value) {
    return value >= 1
        ? Long.toString(Math.round(value))
        : String.format(Locale.ROOT, "%.4f", value).replaceAll("0+$", "");
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
