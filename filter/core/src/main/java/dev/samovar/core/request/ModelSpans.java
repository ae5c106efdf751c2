package dev.samovar.core.request;

import java.util.Arrays;

/**
 * Where in a body the values of the top-level {@code model} keys stand, quotes included, in order.
 */
public final class ModelSpans {
  private int[] bounds = new int[2];
  private int count;

  void clear() {
    count = 0;
  }

  void add(int start, int end) {
    if (2 * count == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    bounds[2 * count] = start;
    bounds[2 * count + 1] = end;
    count++;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** First byte of the n-th value, its opening quote. */
  public int start(int n) {
    return bounds[2 * n];
  }

  /** One past the closing quote of the n-th value. */
  public int end(int n) {
    return bounds[2 * n + 1];
  }
}
