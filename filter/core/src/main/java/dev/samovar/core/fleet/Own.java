package dev.samovar.core.fleet;

/**
 * What one worker saw of one endpoint itself: its requests under way, and averages of what became
 * of them. The requests of its siblings, the other workers of its process, count with its own as
 * they tell them ({@link #siblings}).
 *
 * <p>Each request that {@link #began} ends exactly once by {@link #ended}, and its first token, if
 * any, is told before that; counts cannot go negative whatever is told. Times are milliseconds
 * since 1970.
 */
public final class Own {
  private static final double WEIGHT = 0.05;

  /**
   * An engine reads its gauges some time after it was asked, and the age of a scrape is known to as
   * much: so many milliseconds before and after.
   */
  private static final int BEFORE_MILLIS = 50;

  private static final int AFTER_MILLIS = 200;

  /** Made with the first request: most workers never use most endpoints of a large fleet. */
  private Marks marks;

  private int inFlight;
  private int inFlightAtScrape;
  private int pendingRequests;
  private int pendingAtScrape;
  private double pendingTokens;
  private double meanTokens = Double.NaN;
  private long lastFirstToken;
  private long begun;

  /** Of the siblings, as last told, and in which round. */
  private int siblingsInFlight;

  private int siblingsPending;
  private double siblingsTokens;
  private long siblingsRound;

  private long scrapedAt = -1;
  private double scrapedWaiting = Double.NaN;
  private double scrapedRequests = Double.NaN;

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
    long was = counts();
    int tokens = Math.max(0, uncachedTokens);
    inFlight++;
    begun++;
    pendingRequests++;
    pendingTokens += tokens;
    meanTokens = meanTokens != meanTokens ? tokens : meanTokens + WEIGHT * (tokens - meanTokens);
    if (pendingRequests == 1) {
      lastFirstToken = now;
    }
    changed(was, now);
  }

  /**
   * The first token of such a request came; its tokens are no longer pending.
   *
   * @param uncachedTokens as {@link #began} was told
   */
  public void firstToken(int uncachedTokens, long now) {
    long was = counts();
    computed(uncachedTokens);
    lastFirstToken = now;
    changed(was, now);
  }

  /**
   * A request has ended, whatever way.
   *
   * @param uncachedTokens as {@link #began} was told
   * @param hadFirstToken whether {@link #firstToken} was said of it
   */
  public void ended(int uncachedTokens, boolean hadFirstToken, long now) {
    long was = counts();
    if (inFlight > 0) {
      inFlight--;
    }
    // Never more without a first token than there are.
    if (!hadFirstToken || pendingRequests > inFlight) {
      computed(uncachedTokens);
    }
    changed(was, now);
  }

  /**
   * A sibling has so many requests with it; those told in the same round add up.
   *
   * @return whether it was the first to say so in this round
   */
  public boolean siblings(long round, int inFlight, int pending, double tokens, long now) {
    long was = counts();
    boolean first = round != siblingsRound;
    siblingsRound = round;
    siblingsInFlight = (first ? 0 : siblingsInFlight) + inFlight;
    siblingsPending = (first ? 0 : siblingsPending) + pending;
    siblingsTokens = (first ? 0 : siblingsTokens) + tokens;
    if (was != counts()) {
      changed(was, now);
      long age = now - scrapedAt;
      if (age >= 0 && age <= AFTER_MILLIS) {
        // What they had at the scrape is told after it.
        scraped(scrapedAt, scrapedWaiting, scrapedRequests);
      }
    }
    return first;
  }

  /** The round is over: where no sibling said anything in it, they have nothing here. */
  public void siblingsTold(long round, long now) {
    if (round != siblingsRound) {
      siblings(round, 0, 0, 0, now);
    }
  }

  /**
   * Takes over the counts of another one.
   *
   * @param meanTokens NaN where it never had a request
   */
  public void restore(
      int inFlight,
      int atScrape,
      int pendingRequests,
      int pendingAtScrape,
      double pendingTokens,
      double meanTokens,
      long lastFirstToken) {
    this.inFlight = inFlight;
    this.inFlightAtScrape = atScrape;
    this.pendingRequests = pendingRequests;
    this.pendingAtScrape = pendingAtScrape;
    this.pendingTokens = pendingTokens;
    this.meanTokens = meanTokens;
    this.lastFirstToken = lastFirstToken;
  }

  /**
   * New figures are known as of {@code at}: what was in flight then is in them. Where they show
   * more than that, as many of ours are taken to be in them as were in flight a little before or
   * after.
   *
   * @param waiting as scraped, NaN where unknown
   * @param requests waiting and running as scraped, NaN where unknown
   */
  void scraped(long at, double waiting, double requests) {
    scrapedAt = at;
    scrapedWaiting = waiting;
    scrapedRequests = requests;
    long then = marks == null ? counts() : marks.at(at, counts());
    inFlightAtScrape = Marks.inFlight(then);
    pendingAtScrape = Marks.pending(then);
    if (marks != null && (requests > inFlightAtScrape || waiting > pendingAtScrape)) {
      long most = marks.most(at - BEFORE_MILLIS, at + AFTER_MILLIS, then);
      inFlightAtScrape = shown(inFlightAtScrape, requests, Marks.inFlight(most));
      pendingAtScrape =
          Math.min(inFlightAtScrape, shown(pendingAtScrape, waiting, Marks.pending(most)));
    }
  }

  private static int shown(int then, double scraped, int most) {
    return scraped > then ? (int) Math.min(scraped, most) : then;
  }

  /** Requests sent and not ended, the siblings' with them. */
  public int inFlight() {
    return inFlight + siblingsInFlight;
  }

  /** Requests in flight now, less those that were in flight when it was scraped. */
  public int sinceScrape() {
    return inFlight() - inFlightAtScrape;
  }

  /** Requests that this worker sent and that have not ended. */
  public int mine() {
    return inFlight;
  }

  /** Those among them without a first token. */
  public int minePending() {
    return pendingRequests;
  }

  /** Uncached prompt tokens of those. */
  public double mineTokens() {
    return pendingTokens;
  }

  /** Requests in flight when it was scraped. */
  public int atScrape() {
    return inFlightAtScrape;
  }

  /** Requests without a first token when it was scraped. */
  public int pendingAtScrape() {
    return pendingAtScrape;
  }

  /** Requests without a first token, the siblings' with them. */
  public int pendingRequests() {
    return pendingRequests + siblingsPending;
  }

  /** Uncached prompt tokens of the requests without a first token, the siblings' with them. */
  public double pendingTokens() {
    return pendingTokens + siblingsTokens;
  }

  /** Average of the uncached prompt tokens of its requests, NaN before the first. */
  public double meanTokens() {
    return meanTokens;
  }

  /** When the endpoint last showed a first token, or its queue of ours was last empty. */
  public long lastFirstToken() {
    return lastFirstToken;
  }

  /** Requests ever sent to it. */
  public long begun() {
    return begun;
  }

  private void computed(int tokens) {
    if (pendingRequests > 0) {
      pendingRequests--;
      pendingTokens = pendingRequests == 0 ? 0 : Math.max(0, pendingTokens - Math.max(0, tokens));
    }
  }

  private long counts() {
    return Marks.pack(inFlight(), pendingRequests());
  }

  private void changed(long was, long now) {
    if (marks == null) {
      marks = new Marks();
    }
    marks.changed(was, counts(), now);
  }
}
