package dev.samovar.agent.exchange;

import dev.samovar.agent.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * What proxies saw of endpoints in the last {@value #SECONDS} s: how many requests ended, how many
 * of them in errors, and how long they took. A proxy tells averages; they are weighted by the
 * requests that it told with them. Thread-safe.
 */
final class Observations {
  static final int SECONDS = 10;
  private static final long LONGEST_MICROS = 3_600_000_000L;
  private static final int MOST = 40_000;

  private final Clock clock;
  private final Map<String, Window> own = new HashMap<>();
  private Map<String, Observed> others = Map.of();

  /**
   * Sums over a window.
   *
   * @param requests ended
   * @param errors of these
   * @param timedFirst of these, those with a known time to the first token
   * @param firstMicros sum of these times
   * @param timed requests of known latency
   * @param micros sum of these latencies
   */
  record Observed(
      long requests, long errors, long timedFirst, long firstMicros, long timed, long micros) {
    static final Observed NONE = new Observed(0, 0, 0, 0, 0, 0);

    Observed plus(Observed o) {
      return new Observed(
          requests + o.requests,
          errors + o.errors,
          timedFirst + o.timedFirst,
          firstMicros + o.firstMicros,
          timed + o.timed,
          micros + o.micros);
    }

    static Observed of(Upload.Counts counts) {
      long n = counts.requests();
      long first = Math.min(LONGEST_MICROS, counts.timeToFirstTokenMicros());
      long latency = Math.min(LONGEST_MICROS, counts.latencyMicros());
      return new Observed(
          n, counts.errors(), first > 0 ? n : 0, first * n, latency > 0 ? n : 0, latency * n);
    }
  }

  /** One slot a second; a slot of an older second is empty. */
  private static final class Window {
    private final long[] second = new long[SECONDS];
    private final Observed[] slots = new Observed[SECONDS];

    private void add(long now, Observed observed) {
      int slot = (int) Math.floorMod(now, (long) SECONDS);
      slots[slot] =
          slots[slot] == null || second[slot] != now ? observed : slots[slot].plus(observed);
      second[slot] = now;
    }

    private Observed sum(long now) {
      Observed sum = Observed.NONE;
      for (int i = 0; i < SECONDS; i++) {
        if (slots[i] != null && now - second[i] < SECONDS) {
          sum = sum.plus(slots[i]);
        }
      }
      return sum;
    }
  }

  Observations(Clock clock) {
    this.clock = clock;
  }

  private long now() {
    return Math.floorDiv(clock.nanos(), 1_000_000_000L);
  }

  /** Takes in what one exchange says of an endpoint; only credible counts. */
  synchronized void add(String id, Upload.Counts counts) {
    if (counts.requests() == 0) {
      return;
    }
    long now = now();
    if (own.size() >= MOST && !own.containsKey(id)) {
      own.values().removeIf(window -> window.sum(now).requests() == 0);
    }
    if (own.size() < MOST || own.containsKey(id)) {
      own.computeIfAbsent(id, i -> new Window()).add(now, Observed.of(counts));
    }
  }

  /** What the proxies of this agent saw, of endpoints with any request. */
  synchronized Map<String, Observed> own() {
    long now = now();
    Map<String, Observed> all = new HashMap<>();
    own.forEach(
        (id, window) -> {
          Observed sum = window.sum(now);
          if (sum.requests() > 0) {
            all.put(id, sum);
          }
        });
    return all;
  }

  /** What the proxies of other agents saw, from now on. */
  synchronized void others(Map<String, Observed> seen) {
    others = Map.copyOf(seen);
  }

  /** What all proxies saw of an endpoint. */
  synchronized Observed of(String id) {
    Window window = own.get(id);
    Observed mine = window == null ? Observed.NONE : window.sum(now());
    return mine.plus(others.getOrDefault(id, Observed.NONE));
  }
}
