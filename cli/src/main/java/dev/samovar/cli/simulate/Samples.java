package dev.samovar.cli.simulate;

import java.util.Arrays;

/** Values as they come. */
final class Samples {
  private double[] values = new double[1024];
  private int count;

  void add(double value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = value;
  }

  Percentiles percentiles() {
    return Percentiles.of(values.clone(), count);
  }

  double mean() {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[i];
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  /** {@code points} values from the least to the greatest, evenly by rank; fewer where few came. */
  double[] curve(int points) {
    double[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    double[] curve = new double[Math.min(points, count)];
    for (int i = 0; i < curve.length; i++) {
      curve[i] = sorted[(int) ((long) (count - 1) * i / Math.max(1, curve.length - 1))];
    }
    return curve;
  }
}
