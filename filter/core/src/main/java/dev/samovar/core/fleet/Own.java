package dev.samovar.core.fleet;

/**
 * What one worker saw of one endpoint itself: its requests under way, and averages of what became
 * of them.
 *
 * <p>Each request that {@link #began} ends exactly once by {@link #ended}; counts cannot go
 * negative. Times are milliseconds since 1970.
 */
public final class Own {
  /** Marks of the requests in flight over time; older than these, the oldest one counts. */
  private static final int MARKS = 64;

  private static final int MARK_MILLIS = 50;

  private final long[] markAt = new long[MARKS];
  private final int[] mark = new int[MARKS];
  private int nextMark;

  private int inFlight;
  private int inFlightAtScrape;
  private int pendingRequests;
  private double pendingTokens;
  private long lastFirstToken;
  private long begun;

  private final Averages averages = new Averages();
  private final Health health = new Health();

  /** Averages of latency and slowness. */
  public Averages averages() {
    return averages;
  }

  /** Errors, cooldown, probing. */
  public Health health() {
    return health;
  }

  /**
   * A request was sent to it.
   *
   * @param uncachedTokens prompt tokens that it is thought to have to compute
   */
  public void began(int uncachedTokens, long now) {
    inFlight++;
    begun++;
    pendingRequests++;
    pendingTokens += uncachedTokens;
    if (pendingRequests == 1) {
      lastFirstToken = now;
    }
    remember(now);
  }

  /** The first token of such a request came; {@link #began}'s tokens are no longer pending. */
  public void firstToken(int uncachedTokens, long now) {
    if (pendingRequests > 0) {
      pendingRequests--;
      pendingTokens = pendingRequests == 0 ? 0 : Math.max(0, pendingTokens - uncachedTokens);
    }
    lastFirstToken = now;
  }

  /**
   * A request has ended, whatever way.
   *
   * @param hadFirstToken whether {@link #firstToken} was said of it
   */
  public void ended(int uncachedTokens, boolean hadFirstToken, long now) {
    if (!hadFirstToken) {
      long before = lastFirstToken;
      firstToken(uncachedTokens, now);
      lastFirstToken = before;
    }
    if (inFlight > 0) {
      inFlight--;
    }
    remember(now);
  }

  /** New figures are known as of {@code at}: what was in flight then is in them. */
  void scraped(long at) {
    inFlightAtScrape = inFlightAt(at);
  }

  /** Requests sent and not ended. */
  public int inFlight() {
    return inFlight;
  }

  /** Requests in flight now, less those that were in flight when it was scraped. */
  public int sinceScrape() {
    return inFlight - inFlightAtScrape;
  }

  /** Requests in flight when it was scraped. */
  public int atScrape() {
    return inFlightAtScrape;
  }

  /** Requests without a first token. */
  public int pendingRequests() {
    return pendingRequests;
  }

  /** Uncached prompt tokens of the requests without a first token. */
  public double pendingTokens() {
    return pendingTokens;
  }

  /** When the endpoint last showed a first token, or its queue of ours was last empty. */
  public long lastFirstToken() {
    return lastFirstToken;
  }

  /** Requests ever sent to it. */
  public long begun() {
    return begun;
  }

  private void remember(long now) {
    int last = (nextMark + MARKS - 1) % MARKS;
    if (now - markAt[last] < MARK_MILLIS && now >= markAt[last]) {
      mark[last] = inFlight;
      return;
    }
    markAt[nextMark] = now;
    mark[nextMark] = inFlight;
    nextMark = (nextMark + 1) % MARKS;
  }

  private int inFlightAt(long at) {
    int found = 0;
    for (int i = 0; i < MARKS; i++) {
      int k = (nextMark + MARKS - 1 - i) % MARKS;
      if (markAt[k] == 0) {
        return found;
      }
      found = mark[k];
      if (markAt[k] <= at) {
        return found;
      }
    }
    return found;
  }
}
