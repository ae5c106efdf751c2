package dev.samovar.core.text;

/**
 * Turns decimal text into a double.
 *
 * <p>Exact for up to 15 significant digits and powers of ten up to 22 (Clinger, 1990), which covers
 * what metrics and configurations hold; beyond that the error is a few units in the last place. The
 * JDK's own parser brings tables that would make up a fifth of the compiled module.
 */
public final class Decimal {
  private static final int MAX_DIGITS = 18;
  private static final int MAX_EXPONENT = 400;

  private Decimal() {}

  /** The number written as JSON writes numbers, leading zeros allowed; NaN for anything else. */
  public static double parse(String text) {
    int i = 0;
    int n = text.length();
    boolean negative = n > 0 && text.charAt(0) == '-';
    if (negative) {
      i++;
    }
    long mantissa = 0;
    int digits = 0;
    int exponent = 0;
    int seen = 0;
    boolean fraction = false;
    for (; i < n; i++) {
      char c = text.charAt(i);
      if (c == '.' && !fraction && seen > 0) {
        fraction = true;
        continue;
      }
      if (c < '0' || c > '9') {
        break;
      }
      seen++;
      if (digits < MAX_DIGITS) {
        mantissa = 10 * mantissa + (c - '0');
        digits += mantissa == 0 ? 0 : 1;
        exponent -= fraction ? 1 : 0;
      } else {
        exponent += fraction ? 0 : 1;
      }
    }
    if (seen == 0 || text.charAt(i - 1) == '.') {
      return Double.NaN;
    }
    if (i < n) {
      int written = exponent(text, i);
      if (written == Integer.MIN_VALUE) {
        return Double.NaN;
      }
      exponent += written;
    }
    double magnitude = mantissa == 0 ? 0 : scale(mantissa, exponent);
    return negative ? -magnitude : magnitude;
  }

  private static int exponent(String text, int at) {
    int i = at + 1;
    int n = text.length();
    char e = text.charAt(at);
    boolean negative = i < n && text.charAt(i) == '-';
    if (i < n && (negative || text.charAt(i) == '+')) {
      i++;
    }
    if (e != 'e' && e != 'E' || i == n) {
      return Integer.MIN_VALUE;
    }
    int out = 0;
    for (; i < n; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return Integer.MIN_VALUE;
      }
      // Larger than any count of digits, smaller than what overflows.
      out = Math.min(10 * out + (c - '0'), 100_000_000);
    }
    return negative ? -out : out;
  }

  private static double scale(long mantissa, int exponent) {
    int left = Math.max(-MAX_EXPONENT, Math.min(exponent, MAX_EXPONENT));
    double out = mantissa;
    while (left > 0) {
      int step = Math.min(left, 22);
      out *= power(step);
      left -= step;
    }
    while (left < 0) {
      int step = Math.min(-left, 22);
      out /= power(step);
      left += step;
    }
    return out;
  }

  /** Ten to the n-th, exact up to 22. */
  private static double power(int n) {
    double out = 1;
    for (int i = 0; i < n; i++) {
      out *= 10;
    }
    return out;
  }

  /**
   * The number with six decimals at most, for people and for JSON; {@code null} as a word where it
   * is not finite or 10^12 or more.
   */
  public static String format(double value) {
    if (!(Math.abs(value) < 1e12)) {
      return "null";
    }
    long whole = (long) Math.abs(value);
    long rest = (long) ((Math.abs(value) - whole) * 1e6 + 0.5);
    if (rest == 1_000_000) {
      whole++;
      rest = 0;
    }
    StringBuilder out = new StringBuilder();
    if (value < 0 && whole + rest > 0) {
      out.append('-');
    }
    out.append(whole);
    if (rest > 0) {
      out.append('.');
      for (long digit = 100_000; rest > 0; digit /= 10) {
        out.append((char) ('0' + rest / digit));
        rest %= digit;
      }
    }
    return out.toString();
  }
}
