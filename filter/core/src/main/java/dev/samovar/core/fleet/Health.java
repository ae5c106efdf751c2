package dev.samovar.core.fleet;

/**
 * Whether one endpoint may be tried: its errors, and the cooldown that follows several in a row.
 *
 * <p>{@value #EJECT_AFTER} consecutive failures, or one that says {@code retry-after}, cool it
 * down: {@value #COOLDOWN_MILLIS} ms, doubling to {@value #LONGEST_MILLIS} ms, or as long as it
 * asked, at most {@value #MOST_ASKED_MILLIS} ms; with up to a quarter more of jitter. What was sent
 * before and fails or succeeds meanwhile changes nothing of that. After it one request probes it
 * (half-open): a failure cools it down again, a success closes the matter, and each further success
 * takes one doubling back. Where the clock goes back, a cooldown that seems longer than any can be
 * is over. Source: the reference policy of expected-wait; outlier ejection as in Envoy.
 */
public final class Health {
  private static final int EJECT_AFTER = 3;
  private static final long COOLDOWN_MILLIS = 5_000;
  private static final long LONGEST_MILLIS = 60_000;
  private static final long MOST_ASKED_MILLIS = 600_000;
  private static final int MOST_DOUBLINGS = 4;

  /** How long a probe may take before another one is sent. */
  private static final long PROBE_MILLIS = 10_000;

  private static final double WEIGHT = 0.2;
  private static final double MEMORY_MILLIS = 10_000;

  private double errors;
  private long errorsAt;
  private int consecutive;
  private int doublings;

  /** The cooldown's end, 0 where there is none. */
  private long until;

  /** When the probe was sent, -1 where none is under way. */
  private long probedAt = -1;

  /** Whether nothing is held against it, so that a success changes nothing. */
  public boolean isUntroubled() {
    return errors == 0 && consecutive == 0 && until == 0 && doublings == 0;
  }

  /** It answered well. */
  public void succeeded(long now) {
    errors = errors(now) * (1 - WEIGHT);
    errorsAt = now;
    if (isCooling(now)) {
      return;
    }
    consecutive = 0;
    until = 0;
    probedAt = -1;
    if (doublings > 0) {
      doublings--;
    }
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
    boolean cooling = isCooling(now);
    if (retryAfterMillis > 0) {
      long asked = Math.min(retryAfterMillis, MOST_ASKED_MILLIS);
      long end = now + asked + jitter(asked, random);
      until = cooling ? Math.max(until, end) : end;
      probedAt = -1;
      return;
    }
    if (cooling) {
      return;
    }
    boolean halfOpen = until > 0;
    if (consecutive < EJECT_AFTER) {
      consecutive++;
    }
    if (halfOpen || consecutive >= EJECT_AFTER) {
      long base = Math.min(COOLDOWN_MILLIS << doublings, LONGEST_MILLIS);
      doublings = Math.min(doublings + 1, MOST_DOUBLINGS);
      until = now + base + jitter(base, random);
      probedAt = -1;
    }
  }

  /** Average share of failures, 0 to 1; it fades in {@value #MEMORY_MILLIS} ms. */
  public double errors(long now) {
    if (errors == 0) {
      return 0;
    }
    double faded = 1 - (now - errorsAt) / MEMORY_MILLIS;
    return errors * Math.max(0, Math.min(1, faded));
  }

  /**
   * Takes over how another one stands at a moment.
   *
   * @param errors as {@link #errors} told
   * @param out as {@link #isOut} told
   * @param probe as {@link #isProbe} told
   */
  public void restore(double errors, boolean out, boolean probe, long now) {
    this.errors = errors;
    errorsAt = now;
    until = out ? now + 1 : probe ? now : 0;
    probedAt = -1;
  }

  /** Whether it is cooling down, or waits for what its one probe says. */
  public boolean isOut(long now) {
    return until > 0 && (isCooling(now) || isProbed(now));
  }

  /** Whether the next request would be its probe. */
  public boolean isProbe(long now) {
    return until > 0 && !isCooling(now) && !isProbed(now);
  }

  /** A request is sent to it; where it was due for a probe, this is the probe. */
  public void probing(long now) {
    if (isProbe(now)) {
      probedAt = now;
    }
  }

  private boolean isCooling(long now) {
    return now < until && until - now <= MOST_ASKED_MILLIS + MOST_ASKED_MILLIS / 4;
  }

  private boolean isProbed(long now) {
    return probedAt >= 0 && now >= probedAt && now - probedAt < PROBE_MILLIS;
  }

  private static long jitter(long base, long random) {
    return (random >>> 1) % (base / 4 + 1);
  }
}
