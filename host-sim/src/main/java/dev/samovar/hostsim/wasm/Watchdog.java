package dev.samovar.hostsim.wasm;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Interrupts callbacks that take too long; the runtime stops a looping guest at the next branch.
 *
 * <p>One daemon thread a module, which looks every few milliseconds and ends when nobody is left to
 * watch.
 */
public final class Watchdog {
  private static final long LOOK_MILLIS = 10;

  /** The most that counts from one look to the next: no callback runs while the machine stands. */
  private static final long MOST_NANOS = 5 * LOOK_MILLIS * 1_000_000;

  private static final int IDLE_LOOKS = 500;

  private final List<WeakReference<Timed>> watched = new CopyOnWriteArrayList<>();
  private boolean running;

  /** One callback at a time of one VM, with the time that it has left. */
  public static final class Timed {
    private final Consumer<Thread> late;
    private final Consumer<Thread> deaf;
    private Thread thread;
    private long limit;
    private long left;
    private long looked;
    private boolean fired;

    private Timed(Consumer<Thread> late, Consumer<Thread> deaf) {
      this.late = late;
      this.deaf = deaf;
    }

    /** Begins to watch the calling thread. */
    public synchronized void begin(long nanos) {
      thread = Thread.currentThread();
      limit = nanos;
      left = nanos;
      looked = System.nanoTime();
      fired = false;
    }

    /** Ends the watch, and takes back an interrupt that came from it. */
    public synchronized boolean end() {
      thread = null;
      if (fired) {
        Thread.interrupted();
      }
      return fired;
    }

    private synchronized boolean look() {
      long now = System.nanoTime();
      left -= Math.min(MOST_NANOS, now - looked);
      looked = now;
      if (thread != null && left < 0) {
        if (fired) {
          deaf.accept(thread);
        } else {
          fired = true;
          late.accept(thread);
          thread.interrupt();
        }
        left = limit;
      }
      return thread != null;
    }
  }

  Timed watch() {
    return watch(thread -> {}, thread -> {});
  }

  /**
   * The same.
   *
   * @param late hears of a thread that took too long, before it is interrupted
   * @param deaf hears of it again each time as much has passed in which it did not listen
   */
  public Timed watch(Consumer<Thread> late, Consumer<Thread> deaf) {
    Timed timed = new Timed(late, deaf);
    watched.add(new WeakReference<>(timed));
    startThread();
    return timed;
  }

  private synchronized void startThread() {
    if (!running) {
      running = true;
      Thread thread = new Thread(this::run, "host-sim watchdog");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run() {
    int idle = 0;
    while (true) {
      boolean busy = false;
      for (WeakReference<Timed> reference : watched) {
        Timed timed = reference.get();
        if (timed == null) {
          watched.remove(reference);
        } else {
          busy |= timed.look();
        }
      }
      idle = busy || !watched.isEmpty() ? 0 : idle + 1;
      synchronized (this) {
        if (idle > IDLE_LOOKS && watched.isEmpty()) {
          running = false;
          return;
        }
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
