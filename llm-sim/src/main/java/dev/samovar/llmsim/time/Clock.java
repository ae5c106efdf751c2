package dev.samovar.llmsim.time;

/** A monotonic clock in nanoseconds, with an arbitrary origin. */
@FunctionalInterface
public interface Clock {
  Clock SYSTEM = System::nanoTime;

  long nanos();
}
