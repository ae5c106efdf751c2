package dev.samovar.core.snapshot;

import java.util.Arrays;

/** The median of the figures that are known. */
public final class Median {
  private Median() {}

  /** The middle of the values that are not NaN, the mean of two middles; NaN where all are. */
  public static double ofKnown(double[] values) {
    double[] known = new double[values.length];
    int count = 0;
    for (double value : values) {
      if (!Double.isNaN(value)) {
        known[count++] = value;
      }
    }
    if (count == 0) {
      return Double.NaN;
    }
    Arrays.sort(known, 0, count);
    double upper = known[count / 2];
    return count % 2 == 1 ? upper : known[count / 2 - 1] / 2 + upper / 2;
  }
}
