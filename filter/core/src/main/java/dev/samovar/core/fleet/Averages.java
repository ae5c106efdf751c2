package dev.samovar.core.fleet;

/**
 * Moving averages of how quick one endpoint answered this worker.
 *
 * <p>Latencies are exponential averages in seconds, a new sample weighs {@value #WEIGHT}; NaN
 * before the first. A sample is at least {@value #LEAST} s, also where the clock went back, and at
 * most {@value #MOST} s. An error says nothing of latency, so that what fails fast does not look
 * quick.
 */
public final class Averages {
  private static final double WEIGHT = 0.2;
  private static final double LEAST = 1e-4;
  private static final double MOST = 3600;

  private double firstByte = Double.NaN;
  private double total = Double.NaN;
  private final Slowness slowness = new Slowness();

  /** It began to answer well after so many seconds. */
  public void firstByte(double seconds) {
    firstByte = mix(firstByte, seconds);
  }

  /** A whole good answer took so many seconds. */
  public void total(double seconds) {
    total = mix(total, seconds);
  }

  /** Takes over the averages of another one, NaN for none. */
  public void restore(double firstByte, double total) {
    this.firstByte = firstByte;
    this.total = total;
  }

  /** Average seconds to the first byte. */
  public double firstByte() {
    return firstByte;
  }

  /** Average seconds of a whole answer. */
  public double total() {
    return total;
  }

  /** How much slower than expected it answers. */
  public Slowness slowness() {
    return slowness;
  }

  private static double mix(double average, double sample) {
    double x = sample > LEAST ? Math.min(sample, MOST) : LEAST;
    return average != average ? x : average + WEIGHT * (x - average);
  }
}
