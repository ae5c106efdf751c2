package dev.samovar.cli.simulate.engine;

import java.util.Arrays;

/**
 * Virtual time: what happens next, in order of time, and of scheduling where times are equal.
 *
 * <p>Times are microseconds since the run began.
 */
public final class Events {
  private long[] times = new long[1024];
  private long[] orders = new long[1024];
  private Runnable[] actions = new Runnable[1024];
  private int size;
  private long now;
  private long order;

  /** The time of what happens now. */
  public long now() {
    return now;
  }

  /** Has {@code action} run at {@code time}, which is not before {@link #now}. */
  public void at(long time, Runnable action) {
    if (time < now) {
      throw new IllegalArgumentException("time: " + time + " is before now, " + now);
    }
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      orders = Arrays.copyOf(orders, 2 * size);
      actions = Arrays.copyOf(actions, 2 * size);
    }
    int i = size++;
    long mine = order++;
    while (i > 0) {
      int parent = (i - 1) >>> 1;
      if (times[parent] <= time) {
        break;
      }
      move(parent, i);
      i = parent;
    }
    set(i, time, mine, action);
  }

  /** Has {@code action} run {@code delay} microseconds from now. */
  public void after(long delay, Runnable action) {
    at(now + delay, action);
  }

  /** Runs all that happens up to {@code end}; what follows from it included. */
  public void runUntil(long end) {
    while (size > 0 && times[0] <= end) {
      Runnable next = actions[0];
      now = times[0];
      removeFirst();
      next.run();
    }
    now = Math.max(now, end);
  }

  private void removeFirst() {
    int last = --size;
    long time = times[last];
    long mine = orders[last];
    Runnable action = actions[last];
    actions[last] = null;
    if (last == 0) {
      return;
    }
    int i = 0;
    while (true) {
      int child = 2 * i + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && before(child + 1, times[child], orders[child])) {
        child++;
      }
      if (!before(child, time, mine)) {
        break;
      }
      move(child, i);
      i = child;
    }
    set(i, time, mine, action);
  }

  private boolean before(int i, long time, long order) {
    return times[i] < time || times[i] == time && orders[i] < order;
  }

  private void move(int from, int to) {
    set(to, times[from], orders[from], actions[from]);
  }

  private void set(int i, long time, long order, Runnable action) {
    times[i] = time;
    orders[i] = order;
    actions[i] = action;
  }
}
