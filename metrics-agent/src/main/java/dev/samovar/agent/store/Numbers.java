package dev.samovar.agent.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts from the store as JSON numbers. Decimal notation with an optional exponent is a number;
 * surrounding white space is not part of it; NaN, infinities, hexadecimal and values beyond a
 * double's range are no numbers.
 */
public final class Numbers {
  private static final Pattern JSON =
      Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");
  private static final Pattern DECIMAL =
      Pattern.compile("([+-]?)0*(\\d*)(?:\\.(\\d*))?([eE][+-]?\\d+)?");

  private Numbers() {}

  /** The text as JSON spells it, unchanged where it is JSON already; empty when it is no number. */
  public static Optional<String> json(String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty() || trimmed.length() > Text.SHORT.maxValueBytes()) {
      return Optional.empty();
    }
    String candidate = JSON.matcher(trimmed).matches() ? trimmed : respelled(trimmed);
    return candidate.isEmpty() || Double.isInfinite(Double.parseDouble(candidate))
        ? Optional.empty()
        : Optional.of(candidate);
  }

  private static String respelled(String text) {
    Matcher m = DECIMAL.matcher(text);
    boolean digits = text.chars().anyMatch(c -> c >= '0' && c <= '9');
    if (!digits || !m.matches()) {
      return "";
    }
    String fraction = m.group(3) == null ? "" : m.group(3);
    boolean mantissa = !m.group(2).isEmpty() || !fraction.isEmpty() || text.matches("[+-]?0.*");
    if (!mantissa) {
      return "";
    }
    return (m.group(1).equals("-") ? "-" : "")
        + (m.group(2).isEmpty() ? "0" : m.group(2))
        + (fraction.isEmpty() ? "" : "." + fraction)
        + (m.group(4) == null ? "" : m.group(4));
  }
}
