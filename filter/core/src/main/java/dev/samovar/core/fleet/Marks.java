package dev.samovar.core.fleet;

/**
 * How many requests were in flight, and how many of them without a first token, over the last
 * seconds.
 *
 * <p>Changes within {@value #SPAN_MILLIS} ms share one mark, which keeps the counts before and
 * after it; a moment inside of it lies in between by its share of the time. {@value #MARKS} marks
 * reach back 3.2 s at the busiest, and as far as wanted where less happens. A clock that goes back
 * begins anew.
 */
final class Marks {
  private static final int MARKS = 64;
  private static final int SPAN_MILLIS = 50;

  /** As much may two clocks of one process differ without anything being wrong. */
  private static final int SLACK_MILLIS = 1_000;

  private final long[] from = new long[MARKS];
  private final int[] length = new int[MARKS];
  private final long[] before = new long[MARKS];
  private final long[] after = new long[MARKS];
  private int next;
  private int count;

  /** The counts changed at a moment; each count packed as {@link #pack}. */
  void changed(long was, long is, long at) {
    int last = next + MARKS - 1 & MARKS - 1;
    long now = at;
    if (count > 0) {
      long end = from[last] + length[last];
      if (now < end - SLACK_MILLIS) {
        count = 0;
      } else if (now < end) {
        now = end;
      }
    }
    if (count > 0 && now - from[last] < SPAN_MILLIS) {
      length[last] = (int) (now - from[last]);
      after[last] = is;
      return;
    }
    from[next] = now;
    length[next] = 0;
    before[next] = was;
    after[next] = is;
    next = next + 1 & MARKS - 1;
    if (count < MARKS) {
      count++;
    }
  }

  /** The counts at a moment; {@code present} where nothing has changed since the start. */
  long at(long moment, long present) {
    long out = present;
    for (int i = 1; i <= count; i++) {
      int k = next + MARKS - i & MARKS - 1;
      if (moment >= from[k] + length[k]) {
        return after[k];
      }
      if (moment >= from[k]) {
        double share = (double) (moment - from[k]) / length[k];
        return pack(
            between(inFlight(before[k]), inFlight(after[k]), share),
            between(pending(before[k]), pending(after[k]), share));
      }
      out = before[k];
    }
    return out;
  }

  /**
   * The most of each count between two moments.
   *
   * @param out at some moment between them
   */
  long most(long from, long to, long out) {
    int inFlight = inFlight(out);
    int pending = pending(out);
    for (int i = 1; i <= count; i++) {
      int k = next + MARKS - i & MARKS - 1;
      if (this.from[k] > to) {
        continue;
      }
      inFlight = Math.max(inFlight, inFlight(after[k]));
      pending = Math.max(pending, pending(after[k]));
      if (this.from[k] <= from) {
        break;
      }
      inFlight = Math.max(inFlight, inFlight(before[k]));
      pending = Math.max(pending, pending(before[k]));
    }
    return pack(inFlight, pending);
  }

  static long pack(int inFlight, int pending) {
    return (long) inFlight << 32 | pending;
  }

  static int inFlight(long packed) {
    return (int) (packed >>> 32);
  }

  static int pending(long packed) {
    return (int) packed;
  }

  private static int between(int a, int b, double share) {
    return a + (int) ((b - a) * share);
  }
}
