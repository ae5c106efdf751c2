package dev.samovar.core.policy;

/** The median, and any other rank, of numbers that may be put in another order meanwhile. */
final class Middle {
  private Middle() {}

  /** The middle of the first {@code count} numbers, at least one, or the mean of two middles. */
  static double median(double[] a, int count) {
    int half = count / 2;
    double upper = select(a, count, half);
    if (count % 2 == 1) {
      return upper;
    }
    double lower = a[0];
    for (int i = 1; i < half; i++) {
      lower = Math.max(lower, a[i]);
    }
    return lower / 2 + upper / 2;
  }

  /** The number that {@code rank} others stand before, which are then the first ones. */
  static double select(double[] a, int count, int rank) {
    int low = 0;
    int high = count - 1;
    while (low < high) {
      double pivot = a[low + high >>> 1];
      int i = low;
      int j = high;
      while (i <= j) {
        while (a[i] < pivot) {
          i++;
        }
        while (a[j] > pivot) {
          j--;
        }
        if (i <= j) {
          double swap = a[i];
          a[i++] = a[j];
          a[j--] = swap;
        }
      }
      if (rank <= j) {
        high = j;
      } else if (rank >= i) {
        low = i;
      } else {
        break;
      }
    }
    return a[rank];
  }
}
