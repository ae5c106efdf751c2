package dev.samovar.core.text;

/**
 * Natural logarithm and its inverse, made of + - * / alone: the same bits on every machine.
 *
 * <p>Both are right to about 13 digits. Formulas: with x = m·2^e and √½ ≤ m &lt; √2, ln m is twice
 * the series of artanh((m - 1)/(m + 1)); e^x is 2^k·e^r with |r| ≤ ln 2 / 2, and e^r its Taylor
 * polynomial.
 */
public final class Logarithm {
  private static final double LN2 = 0.6931471805599453;
  private static final double SQRT2 = 1.4142135623730951;
  private static final double MOST = 700;

  private Logarithm() {}

  /** The natural logarithm of a positive, normal, finite number; NaN for anything else. */
  public static double of(double x) {
    if (!(x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE)) {
      return Double.NaN;
    }
    long bits = Double.doubleToRawLongBits(x);
    int exponent = (int) (bits >>> 52) - 1023;
    double m = Double.longBitsToDouble(bits & 0xfffffffffffffL | 0x3ff0000000000000L);
    if (m > SQRT2) {
      m /= 2;
      exponent++;
    }
    double f = (m - 1) / (m + 1);
    double square = f * f;
    double sum = 0;
    for (int k = 17; k >= 1; k -= 2) {
      sum = sum * square + 1.0 / k;
    }
    return exponent * LN2 + 2 * f * sum;
  }

  /** e to the power of x; beyond ±{@value #MOST} as at ±{@value #MOST}. */
  public static double power(double x) {
    double bounded = Math.max(-MOST, Math.min(x, MOST));
    int k = (int) (bounded / LN2 + (bounded < 0 ? -0.5 : 0.5));
    double r = bounded - k * LN2;
    double sum = 1;
    for (int i = 13; i >= 1; i--) {
      sum = 1 + sum * r / i;
    }
    return sum * Double.longBitsToDouble((long) (k + 1023) << 52);
  }
}
