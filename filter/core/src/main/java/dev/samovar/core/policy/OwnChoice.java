package dev.samovar.core.policy;

import dev.samovar.core.snapshot.Median;
import dev.samovar.core.snapshot.OwnView;

/**
 * The choice of degrade level {@code local}: the better of two drawn at random, by {@code latency ×
 * (in flight + 1) × (1 + 9 × error share)}; a tie goes to the first drawn.
 *
 * <p>Source: power of two choices (Mitzenmacher, 2001); the cost is of the form that Higress'
 * {@code AdaptiveScore} has, with a decaying error average and a heavier weight on it. A provider
 * without a latency counts as the median of the known ones.
 */
public final class OwnChoice {
  private static final double ERROR_WEIGHT = 9;

  private OwnChoice() {}

  /**
   * Index of the provider.
   *
   * @param own one view a provider, at least one
   * @param nowMillis milliseconds since 1970
   * @param random any bits; the low 31 draw the first, the high 31 the second
   */
  public static int choose(OwnView[] own, long nowMillis, long random) {
    int n = own.length;
    if (n == 1) {
      return 0;
    }
    int first = (int) ((random & 0x7fffffff) % n);
    int second = (int) ((random >>> 33) % (n - 1));
    if (second >= first) {
      second++;
    }
    double unknown = medianLatency(own);
    return cost(own[second], unknown, nowMillis) < cost(own[first], unknown, nowMillis)
        ? second
        : first;
  }

  private static double medianLatency(OwnView[] own) {
    double[] latencies = new double[own.length];
    for (int i = 0; i < own.length; i++) {
      latencies[i] = own[i].latencyMillis();
    }
    double median = Median.ofKnown(latencies);
    return Double.isNaN(median) ? 1 : median;
  }

  private static double cost(OwnView view, double unknown, long nowMillis) {
    double latency = Double.isNaN(view.latencyMillis()) ? unknown : view.latencyMillis();
    return latency * (view.inFlight() + 1) * (1 + ERROR_WEIGHT * view.errorShare(nowMillis));
  }
}
