package dev.samovar.agent.map;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One way to read a signal, written as {@link #parse} takes it.
 *
 * @param text as it was written, for whoever wants to know which alternative was used
 * @param form how the selectors are read
 * @param selectors one, or two for {@link Form#DIFFERENCE}, {@link Form#RATIO} and {@link
 *     Form#MEAN}
 * @param label of {@link Form#LABEL} and {@link Form#NAMES}, else empty
 * @param scale factor of the result, positive
 */
public record Source(String text, Form form, List<Selector> selectors, String label, double scale) {
  static final String FORMS =
      "must be a metric name{label=value}, a - b, a / b, rate(counter), mean(histogram),"
          + " mean(sum / count), label(metric, label) or names(metric, label), with * factor behind"
          + " it where units differ";
  private static final Pattern SCALED = Pattern.compile("(.*\\S)\\s+\\*\\s+([0-9][0-9.eE+-]*)");
  private static final Pattern CALL = Pattern.compile("(rate|mean|label|names)\\((.*)\\)");
  private static final Pattern PAIR = Pattern.compile("(.*\\S)\\s+([-/])\\s+(\\S.*)");

  /** How the selected series are read. */
  public enum Form {
    /** As they are. */
    VALUE,
    /** The first minus the second, at least 0. */
    DIFFERENCE,
    /** The first divided by the second. */
    RATIO,
    /** Growth of a counter a second. */
    RATE,
    /** Growth of a sum by growth of a count: the mean of what was observed lately. */
    MEAN,
    /** A number that stands in a label. */
    LABEL,
    /** Names that stand in a label, separated by commas; of several series the greatest value's. */
    NAMES
  }

  public Source {
    selectors = List.copyOf(selectors);
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException with what would be right
   */
  public static Source parse(String text) {
    String expression = text.strip();
    double scale = 1;
    Matcher scaled = SCALED.matcher(expression);
    if (scaled.matches()) {
      expression = scaled.group(1);
      scale = factor(scaled.group(2));
    }
    Matcher call = CALL.matcher(expression);
    if (!call.matches()) {
      return plain(text, expression, scale);
    }
    String inner = call.group(2);
    switch (call.group(1)) {
      case "rate":
        return new Source(text, Form.RATE, List.of(Selector.parse(inner)), "", scale);
      case "mean":
        Matcher pair = PAIR.matcher(inner.strip());
        if (pair.matches() && pair.group(2).equals("/")) {
          return new Source(text, Form.MEAN, both(pair), "", scale);
        }
        Selector family = Selector.parse(inner);
        return new Source(
            text,
            Form.MEAN,
            List.of(family.suffixed("_sum"), family.suffixed("_count")),
            "",
            scale);
      default:
        int comma = inner.lastIndexOf(',');
        String label = comma < 0 ? "" : inner.substring(comma + 1).strip();
        if (!label.matches("[A-Za-z_][A-Za-z0-9_]*")) {
          throw new IllegalArgumentException(FORMS);
        }
        Form form = call.group(1).equals("label") ? Form.LABEL : Form.NAMES;
        return new Source(
            text, form, List.of(Selector.parse(inner.substring(0, comma))), label, scale);
    }
  }

  private static Source plain(String text, String expression, double scale) {
    Matcher pair = PAIR.matcher(expression);
    if (pair.matches()) {
      Form form = pair.group(2).equals("-") ? Form.DIFFERENCE : Form.RATIO;
      return new Source(text, form, both(pair), "", scale);
    }
    return new Source(text, Form.VALUE, List.of(Selector.parse(expression)), "", scale);
  }

  private static List<Selector> both(Matcher pair) {
    return List.of(Selector.parse(pair.group(1)), Selector.parse(pair.group(3)));
  }

  private static double factor(String text) {
    try {
      double factor = Double.parseDouble(text);
      if (factor > 0 && Double.isFinite(factor)) {
        return factor;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(FORMS);
    }
    throw new IllegalArgumentException(FORMS);
  }
}
