package dev.samovar.agent;

/** Measures for how long the machine ran nothing that was due: a thread that only wants to wake. */
final class Stillness implements AutoCloseable {
  private static final long PAUSE_MILLIS = 10;

  private final Thread thread = new Thread(this::watch, "stillness");
  private volatile long longestNanos;

  Stillness() {
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    long last = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException end) {
        return;
      }
      long now = System.nanoTime();
      longestNanos = Math.max(longestNanos, now - last - PAUSE_MILLIS * 1_000_000);
      last = now;
    }
  }

  /** The longest that it woke too late. */
  long longestMillis() {
    return longestNanos / 1_000_000;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
