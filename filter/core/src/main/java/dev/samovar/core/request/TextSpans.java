package dev.samovar.core.request;

import java.util.Arrays;

/**
 * Where in a body some texts stand, quotes left out, in order: the first {@value #MOST} of them.
 */
public final class TextSpans {
  /** Texts that are kept. */
  public static final int MOST = 64;

  private int[] bounds = new int[4];
  private int count;

  void clear() {
    count = 0;
  }

  void add(int start, int length) {
    if (count == MOST) {
      return;
    }
    if (2 * count == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    bounds[2 * count] = start;
    bounds[2 * count + 1] = length;
    count++;
  }

  void copy(TextSpans other) {
    if (bounds.length < 2 * other.count) {
      bounds = new int[other.bounds.length];
    }
    System.arraycopy(other.bounds, 0, bounds, 0, 2 * other.count);
    count = other.count;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** First byte of the n-th text. */
  public int start(int n) {
    return bounds[2 * n];
  }

  /** Bytes of the n-th text as it is written. */
  public int length(int n) {
    return bounds[2 * n + 1];
  }
}
