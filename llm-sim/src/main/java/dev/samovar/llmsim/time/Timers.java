package dev.samovar.llmsim.time;

import java.util.PriorityQueue;

/**
 * Tasks ordered by the moment at which they are due; whoever owns the thread runs them.
 *
 * <p>Tasks that are due at the same moment run in the order in which they were set. Not
 * thread-safe: setting, cancelling and running belong to one thread.
 */
public final class Timers {
  private final Clock clock;
  private final PriorityQueue<Timer> queue = new PriorityQueue<>();
  private long sequence;

  public Timers(Clock clock) {
    this.clock = clock;
  }

  /** The clock's present reading, in nanoseconds. */
  public long now() {
    return clock.nanos();
  }

  /** Runs {@code task} once, when the clock has reached {@code nanos}; a past moment is due now. */
  public Timer at(long nanos, Runnable task) {
    Timer timer = new Timer(nanos, sequence++, task);
    queue.add(timer);
    return timer;
  }

  /** Runs {@code task} once, {@code delayNanos} from now. */
  public Timer after(long delayNanos, Runnable task) {
    return at(clock.nanos() + delayNanos, task);
  }

  /** Nanoseconds until the next task is due: 0 when one is overdue, -1 when there is none. */
  public long untilNext() {
    dropCancelled();
    Timer next = queue.peek();
    return next == null ? -1 : Math.max(0, next.due - clock.nanos());
  }

  /**
   * Runs the tasks that were due when the call began. Tasks that these set for later wait for the
   * next call, even overdue ones, so that a caller is never held here for ever.
   */
  public void runDue() {
    long now = clock.nanos();
    long last = sequence;
    while (true) {
      dropCancelled();
      Timer next = queue.peek();
      if (next == null || next.due - now > 0 || next.sequence >= last) {
        return;
      }
      queue.poll();
      next.run();
    }
  }

  /** How many tasks are set and not cancelled. */
  public int size() {
    return (int) queue.stream().filter(timer -> !timer.cancelled()).count();
  }

  private void dropCancelled() {
    while (!queue.isEmpty() && queue.peek().cancelled()) {
      queue.poll();
    }
  }

  /** One task that waits; it runs at most once. */
  public static final class Timer implements Comparable<Timer> {
    private final long due;
    private final long sequence;
    private Runnable task;

    private Timer(long due, long sequence, Runnable task) {
      this.due = due;
      this.sequence = sequence;
      this.task = task;
    }

    /** Keeps the task from running; harmless when it has run or was cancelled already. */
    public void cancel() {
      task = null;
    }

    private boolean cancelled() {
      return task == null;
    }

    private void run() {
      Runnable once = task;
      task = null;
      once.run();
    }

    @Override
    public int compareTo(Timer other) {
      int byTime = Long.signum(due - other.due);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }
}
