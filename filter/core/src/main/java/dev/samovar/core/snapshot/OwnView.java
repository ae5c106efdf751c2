package dev.samovar.core.snapshot;

/**
 * What this proxy worker saw of one provider itself: requests in flight, and moving averages of
 * latency and errors.
 *
 * <p>Averages are exponential, a new sample weighs {@value #SAMPLE_WEIGHT}. An error says nothing
 * of latency, so that a provider that fails fast does not look quick. Errors older than {@value
 * #ERROR_MEMORY_MILLIS} ms are forgotten: nobody else would find out that the provider is back. A
 * latency is at least {@value #LEAST_MILLIS} ms, also where the clock went back meanwhile.
 */
public final class OwnView {
  private static final double SAMPLE_WEIGHT = 0.2;
  private static final long ERROR_MEMORY_MILLIS = 10_000;
  private static final double LEAST_MILLIS = 0.1;

  private int inFlight;
  private double latencyMillis = Double.NaN;
  private double errorShare;
  private long lastErrorMillis;
  private boolean seen;

  /** A request was sent to it. */
  public void began() {
    inFlight++;
  }

  /** A request that {@link #began} has ended, whatever way. */
  public void ended() {
    if (inFlight > 0) {
      inFlight--;
    }
  }

  /** It began to answer well after so many milliseconds. */
  public void answered(double millis) {
    seen = true;
    double sample = Math.max(millis, LEAST_MILLIS);
    latencyMillis =
        Double.isNaN(latencyMillis)
            ? sample
            : latencyMillis + SAMPLE_WEIGHT * (sample - latencyMillis);
    errorShare -= SAMPLE_WEIGHT * errorShare;
  }

  /** It failed. */
  public void failed(long nowMillis) {
    seen = true;
    errorShare = errorShare(nowMillis);
    errorShare += SAMPLE_WEIGHT * (1 - errorShare);
    lastErrorMillis = nowMillis;
  }

  /** Requests sent and not ended. */
  public int inFlight() {
    return inFlight;
  }

  /** Average time to the first byte of a good answer, milliseconds; NaN before the first. */
  public double latencyMillis() {
    return latencyMillis;
  }

  /** Average share of failures, 0 to 1. */
  public double errorShare(long nowMillis) {
    return nowMillis - lastErrorMillis > ERROR_MEMORY_MILLIS ? 0 : errorShare;
  }

  /** True once an answer or a failure was seen. */
  public boolean seen() {
    return seen;
  }
}
