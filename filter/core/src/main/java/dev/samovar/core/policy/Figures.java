package dev.samovar.core.policy;

/**
 * One figure of each candidate, where the unknown counts as the median of the known.
 *
 * <p>A figure that is believed in part lies between the two. Arrays grow with the fleet and are
 * never made anew.
 */
final class Figures {
  private double[] values = new double[16];
  private double[] trusts = new double[16];
  private double[] room = new double[16];
  private int count;
  private boolean blurred;

  /** Begins anew. */
  void begin(int count) {
    if (count > values.length) {
      int size = Math.max(count, 2 * values.length);
      values = new double[size];
      trusts = new double[size];
      room = new double[size];
    }
    this.count = count;
    blurred = false;
  }

  /**
   * Sets one.
   *
   * @param value NaN where unknown
   * @param trust how far it is believed, 0 to 1
   */
  void put(int i, double value, double trust) {
    double believed = value == value ? trust : 0;
    values[i] = value;
    trusts[i] = believed;
    if (believed < 1) {
      blurred = true;
    }
  }

  /**
   * Fills in the unknown.
   *
   * @param nothing what all become where none is known
   * @return whether any is known
   */
  boolean settle(double nothing) {
    if (!blurred) {
      return true;
    }
    int known = 0;
    for (int i = 0; i < count; i++) {
      if (trusts[i] > 0) {
        room[known++] = values[i];
      }
    }
    double middle = known == 0 ? nothing : Middle.median(room, known);
    for (int i = 0; i < count; i++) {
      double trust = trusts[i];
      if (trust <= 0) {
        values[i] = middle;
      } else if (trust < 1) {
        values[i] = middle + trust * (values[i] - middle);
      }
    }
    return known > 0;
  }

  double get(int i) {
    return values[i];
  }

  double least() {
    double out = Double.POSITIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      out = Math.min(out, values[i]);
    }
    return out;
  }

  double most() {
    double out = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      out = Math.max(out, values[i]);
    }
    return out;
  }

  double sum() {
    double out = 0;
    for (int i = 0; i < count; i++) {
      out += values[i];
    }
    return out;
  }

  /** The n-th smallest, the smallest first. */
  double smallest(int n) {
    System.arraycopy(values, 0, room, 0, count);
    return Middle.select(room, count, n - 1);
  }

  /** Sets one that is settled. */
  void set(int i, double value) {
    values[i] = value;
  }
}
