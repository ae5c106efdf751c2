package dev.samovar.agent.time;

/** A monotonic clock in nanoseconds; only differences between two readings mean anything. */
@FunctionalInterface
public interface Clock {
  Clock SYSTEM = System::nanoTime;

  long nanos();

  /** Whole milliseconds since an earlier reading, never negative. */
  default long millisSince(long earlierNanos) {
    return Math.max(0, (nanos() - earlierNanos) / 1_000_000);
  }
}
