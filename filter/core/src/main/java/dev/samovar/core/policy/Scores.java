package dev.samovar.core.policy;

/** A figure of each candidate as a score from 0 to 1, by where it lies between least and most. */
final class Scores {
  private double[] values = new double[16];
  private double least;
  private double most;

  /** Begins anew. */
  void begin(int count) {
    if (count > values.length) {
      values = new double[Math.max(count, 2 * values.length)];
    }
    least = Double.POSITIVE_INFINITY;
    most = Double.NEGATIVE_INFINITY;
  }

  /** Sets one, NaN where unknown. */
  void put(int i, double value) {
    values[i] = value;
    if (value == value) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }

  boolean isAnyKnown() {
    return least <= most;
  }

  /** 1 for the least, 0 for the most and for the unknown; 1 where all known ones are alike. */
  double lessIsBetter(int i) {
    double value = values[i];
    if (value != value) {
      return 0;
    }
    return most > least ? (most - value) / (most - least) : 1;
  }

  /** Within 0 and 1; 0 where unknown. */
  static double share(double value) {
    return value == value ? Math.max(0, Math.min(value, 1)) : 0;
  }
}
