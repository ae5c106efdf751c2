package dev.samovar.core.fleet;

/**
 * Whether one endpoint may be tried: its errors, and the cooldown that follows several in a row.
 *
 * <p>{@value #EJECT_AFTER} consecutive failures, or one that says {@code retry-after}, cool it
 * down: {@value #COOLDOWN_MILLIS} ms, doubling to {@value #LONGEST_MILLIS} ms, with up to a quarter
 * of jitter. After that one request probes it (half-open); a success closes the matter. Source: the
 * reference policy of expected-wait; outlier ejection as in Envoy.
 */
public final class Health {
  private static final int EJECT_AFTER = 3;
  private static final long COOLDOWN_MILLIS = 5_000;
  private static final long LONGEST_MILLIS = 60_000;

  /** How long a probe may take before another one is sent. */
  private static final long PROBE_MILLIS = 10_000;

  private static final double WEIGHT = 0.2;
  private static final double MEMORY_MILLIS = 10_000;

  private double errors;
  private long errorsAt;
  private int consecutive;
  private int ejections;
  private long until;
  private long probedAt = Long.MIN_VALUE / 2;

  /** It answered well. */
  public void succeeded(long now) {
    errors = errors(now) * (1 - WEIGHT);
    errorsAt = now;
    consecutive = 0;
    ejections = 0;
    until = 0;
  }

  /**
   * It failed.
   *
   * @param retryAfterMillis what it asked to wait, or 0
   * @param random any bits
   */
  public void failed(long now, long retryAfterMillis, long random) {
    double before = errors(now);
    errors = before + WEIGHT * (1 - before);
    errorsAt = now;
    consecutive++;
    boolean probing = until > 0;
    if (retryAfterMillis > 0) {
      until = Math.max(until, now + Math.min(retryAfterMillis, LONGEST_MILLIS));
    } else if (consecutive >= EJECT_AFTER || probing && now >= until) {
      long base = Math.min(COOLDOWN_MILLIS << Math.min(ejections, 4), LONGEST_MILLIS);
      ejections++;
      until = now + base + (random >>> 1) % (base / 4);
    }
  }

  /** Average share of failures, 0 to 1; it fades in {@value #MEMORY_MILLIS} ms. */
  public double errors(long now) {
    double faded = 1 - (now - errorsAt) / MEMORY_MILLIS;
    return errors * Math.max(0, Math.min(1, faded));
  }

  /** Whether it is cooling down, or waits for what its one probe says. */
  public boolean isOut(long now) {
    return until > 0 && (now < until || now - probedAt < PROBE_MILLIS);
  }

  /** Whether the next request would be its probe. */
  public boolean isProbe(long now) {
    return until > 0 && !isOut(now);
  }

  /** A request is sent although it was out: the probe. */
  public void probing(long now) {
    if (until > 0 && now >= until) {
      probedAt = now;
    }
  }
}
