package dev.samovar.core.text;

/**
 * The square root, made of + - * / alone: the compiled module has no instruction for it that it
 * could reach.
 *
 * <p>Four steps of Newton's method from a start whose exponent is half of the number's; the error
 * is below one unit in the fifteenth digit.
 */
public final class Root {
  private static final long HALF_BIAS = 1023L << 51;

  private Root() {}

  /** The root of a finite, normal number; 0 for anything that is not positive. */
  public static double of(double x) {
    if (!(x >= Double.MIN_NORMAL)) {
      return 0;
    }
    double root = Double.longBitsToDouble((Double.doubleToRawLongBits(x) >>> 1) + HALF_BIAS);
    for (int i = 0; i < 4; i++) {
      root = (root + x / root) / 2;
    }
    return root;
  }
}
