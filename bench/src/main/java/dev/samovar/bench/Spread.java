package dev.samovar.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * The middle of some figures and how far apart they are: what a machine shared with others leaves
 * of a measurement.
 *
 * @param median half of the figures lie below
 * @param lower quartile: a quarter of them lies below
 * @param upper quartile: three quarters of them lie below
 * @param count of the figures
 */
record Spread(double median, double lower, double upper, int count) {

  /**
   * Of at least one figure, by linear interpolation between the two nearest (Hyndman and Fan's
   * seventh definition of a quantile). NaN counts for nothing.
   */
  static Spread of(double... figures) {
    double[] sorted = known(figures);
    return new Spread(
        quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75), sorted.length);
  }

  /** The figure below which such a share of them lies, from 0 to 1; NaN where there are none. */
  static double quantile(double share, double... figures) {
    return quantile(known(figures), share);
  }

  private static double[] known(double... figures) {
    return Arrays.stream(figures).filter(one -> !Double.isNaN(one)).sorted().toArray();
  }

  private static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double at = share * (sorted.length - 1);
    int below = (int) at;
    double rest = at - below;
    // Infinity times nothing would be no number.
    return rest == 0 || sorted[below] == sorted[below + 1]
        ? sorted[below]
        : sorted[below] + rest * (sorted[below + 1] - sorted[below]);
  }

  /** The median and the middle half, each in the given format. */
  String text(String format) {
    return String.format(
        Locale.ROOT, format + " (" + format + " to " + format + ")", median, lower, upper);
  }
}
