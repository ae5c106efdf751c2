package dev.samovar.hostsim;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/** Time that only moves when a test says so, and what is due in it. */
final class VirtualClock {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final long startNanos = START.getEpochSecond() * 1_000_000_000L;
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private long nanos = startNanos;
  private long sequence;

  /** Something that is due at a time; equal times run in the order in which they were set. */
  static final class Timer implements Comparable<Timer> {
    private final long due;
    private final long order;
    private final Runnable action;
    private boolean cancelled;

    private Timer(long due, long order, Runnable action) {
      this.due = due;
      this.order = order;
      this.action = action;
    }

    void cancel() {
      cancelled = true;
    }

    @Override
    public int compareTo(Timer other) {
      int byDue = Long.compare(due, other.due);
      return byDue != 0 ? byDue : Long.compare(order, other.order);
    }
  }

  long nanos() {
    return nanos;
  }

  long sinceStartNanos() {
    return nanos - startNanos;
  }

  Instant now() {
    return Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L);
  }

  Timer at(Duration delay, Runnable action) {
    Timer timer = new Timer(nanos + delay.toNanos(), sequence++, action);
    timers.add(timer);
    return timer;
  }

  /** Moves on, and runs what becomes due, each at its own time; {@code between} after each. */
  void advance(Duration by, Runnable between) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("advance: must not be negative, was " + by);
    }
    long until = nanos + by.toNanos();
    while (!timers.isEmpty() && timers.peek().due <= until) {
      Timer timer = timers.poll();
      if (timer.cancelled) {
        continue;
      }
      nanos = Math.max(nanos, timer.due);
      timer.action.run();
      between.run();
    }
    nanos = until;
  }
}
