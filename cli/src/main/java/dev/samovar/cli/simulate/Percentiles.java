package dev.samovar.cli.simulate;

import java.util.Arrays;

/**
 * Of many values of the same kind; all NaN where there were none.
 *
 * @param p50 the median, by nearest rank like the others
 */
public record Percentiles(double mean, double p50, double p90, double p99) {

  /** Sorts {@code values}, of which {@code count} count. */
  public static Percentiles of(double[] values, int count) {
    Arrays.sort(values, 0, count);
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[i];
    }
    return new Percentiles(
        count == 0 ? Double.NaN : sum / count,
        rank(values, count, 0.5),
        rank(values, count, 0.9),
        rank(values, count, 0.99));
  }

  private static double rank(double[] sorted, int count, double share) {
    return count == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(share * count) - 1)];
  }
}
