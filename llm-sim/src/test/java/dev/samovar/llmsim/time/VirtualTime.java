package dev.samovar.llmsim.time;

/** Timers on a clock that moves only when a test says so, from one due task to the next. */
public final class VirtualTime {
  private long now = 1_000;
  public final Timers timers = new Timers(() -> now);

  public long now() {
    return now;
  }

  /** Lets {@code nanos} pass; each task runs at its own moment. */
  public void advance(long nanos) {
    long end = now + nanos;
    while (true) {
      long wait = timers.untilNext();
      if (wait < 0 || now + wait > end) {
        break;
      }
      now += wait;
      timers.runDue();
    }
    now = end;
  }

  /** Lets {@code nanos} pass at once, as a held-up thread does; what was due runs late. */
  public void stall(long nanos) {
    now += nanos;
  }
}
