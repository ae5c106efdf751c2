package dev.samovar.llmsim.metrics;

import java.math.BigDecimal;

/** A page in Prometheus' text format, written family by family; labels come in their order. */
final class Page {
  private final StringBuilder out = new StringBuilder(8192);
  private final boolean python;

  /**
   * @param python whether numbers look as Python's client writes them ({@code 3.0}, {@code
   *     1.2e+07}), or as C++'s does ({@code 3}, {@code 12000000})
   */
  Page(boolean python) {
    this.python = python;
  }

  /** A label's value, in which nothing can end it. */
  static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  Page family(String name, String help, String type) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  Page sample(String name, String labels, double value) {
    out.append(name);
    if (!labels.isEmpty()) {
      out.append('{').append(labels).append('}');
    }
    out.append(' ').append(number(value)).append('\n');
    return this;
  }

  Page gauge(String name, String help, String labels, double value) {
    return family(name, help, "gauge").sample(name, labels, value);
  }

  Page counter(String name, String help, String labels, double value) {
    return family(name, help, "counter").sample(name, labels, value);
  }

  /**
   * @param before labels that sort before {@code le}, empty or with a comma behind them
   * @param after labels that sort after it, likewise with a comma before them
   */
  Page histogram(String name, String help, String before, String after, Histogram histogram) {
    family(name, help, "histogram");
    for (int i = 0; i < histogram.buckets(); i++) {
      String bound = "le=\"" + number(histogram.bound(i)) + "\"";
      sample(name + "_bucket", before + bound + after, histogram.upTo(i));
    }
    String labels = before.isEmpty() ? after.substring(1) : before + after.substring(1);
    sample(name + "_count", labels, histogram.upTo(histogram.buckets() - 1));
    return sample(name + "_sum", labels, histogram.sum());
  }

  private String number(double value) {
    if (value == Double.POSITIVE_INFINITY) {
      return "+Inf";
    }
    BigDecimal exact = BigDecimal.valueOf(value);
    if (!python) {
      return value == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
    }
    if (value != 0 && Math.abs(value) < 1e-4) {
      String[] parts = Double.toString(value).split("E-");
      String exponent = parts[1].length() == 1 ? "0" + parts[1] : parts[1];
      return parts[0].replaceAll("\\.0$", "") + "e-" + exponent;
    }
    String plain = exact.toPlainString();
    String text = plain.contains(".") ? plain : plain + ".0";
    int dot = text.indexOf('.');
    if (value <= 0 || dot <= 6) {
      return text;
    }
    // Python's client writes large numbers as Go does.
    String digits = text.substring(1, dot) + text.substring(dot + 1);
    String mantissa = (text.charAt(0) + "." + digits).replaceAll("\\.?0+$", "");
    return mantissa + "e+0" + (dot - 1);
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
