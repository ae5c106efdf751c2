package dev.samovar.llmsim.metrics;

import java.util.Arrays;

/** Counts of seconds by bucket, as Prometheus cuts them: each bucket up to and with its bound. */
final class Histogram {
  private final double[] bounds;
  private final long[] counts;
  private double sum;

  /** {@code bounds} ascend, in seconds, without the infinite one. */
  Histogram(double... bounds) {
    this.bounds = bounds.clone();
    this.counts = new long[bounds.length + 1];
  }

  void observe(double seconds) {
    int found = Arrays.binarySearch(bounds, seconds);
    counts[found < 0 ? -found - 1 : found]++;
    sum += seconds;
  }

  int buckets() {
    return counts.length;
  }

  /** The upper bound of {@code bucket}; infinite for the last. */
  double bound(int bucket) {
    return bucket < bounds.length ? bounds[bucket] : Double.POSITIVE_INFINITY;
  }

  /** How many observations fell into {@code bucket} or one below it. */
  long upTo(int bucket) {
    long total = 0;
    for (int i = 0; i <= bucket; i++) {
      total += counts[i];
    }
    return total;
  }

  double sum() {
    return sum;
  }
}
