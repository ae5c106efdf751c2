package dev.samovar.core.policy;

import dev.samovar.core.fleet.Endpoint;

/**
 * The endpoints that one request may go to, and what each would cost.
 *
 * <p>Reused from request to request: arrays grow with the fleet and are never made anew. Costs are
 * lower for better, {@code POSITIVE_INFINITY} for a last resort, never NaN.
 */
public final class Candidates {
  private Endpoint[] endpoints = new Endpoint[16];
  private double[] costs = new double[16];
  private int[] hits = new int[16];
  private int[] weights = new int[16];
  private int count;
  private long now;
  private double trust = 1;
  private long freshFor = 1_000;
  private long staleAfter = 10_000;

  /**
   * Sets how old scraped figures may be; stays in force until it is set again.
   *
   * @param freshFor milliseconds until they begin to fade, 1000 where it is never set
   * @param staleAfter milliseconds from which they count for nothing, 10000 where it is never set
   */
  public void freshness(long freshFor, long staleAfter) {
    this.freshFor = freshFor;
    this.staleAfter = Math.max(staleAfter, freshFor + 1);
  }

  /**
   * Begins anew.
   *
   * @param now milliseconds since 1970
   */
  public void begin(long now) {
    count = 0;
    this.now = now;
    trust = 1;
  }

  /** Adds one that may be chosen. */
  public void add(Endpoint endpoint, int weight) {
    if (count == endpoints.length) {
      grow();
    }
    endpoints[count] = endpoint;
    costs[count] = 0;
    hits[count] = 0;
    weights[count++] = weight;
  }

  public int count() {
    return count;
  }

  public Endpoint get(int i) {
    return endpoints[i];
  }

  /** The last place of an endpoint, -1 where it is no candidate. */
  public int last(Endpoint endpoint) {
    int i = count - 1;
    while (i >= 0 && endpoints[i] != endpoint) {
      i--;
    }
    return i;
  }

  /** Its provider's configured weight, 1 where none is. */
  public int weight(int i) {
    return weights[i];
  }

  public double cost(int i) {
    return costs[i];
  }

  public void cost(int i, double cost) {
    costs[i] = cost;
  }

  /** Leading blocks of the prompt that it is thought to hold. */
  public int hit(int i) {
    return hits[i];
  }

  public void hit(int i, int blocks) {
    hits[i] = blocks;
  }

  /** Milliseconds since 1970. */
  public long now() {
    return now;
  }

  /** How far scraped figures are believed at most, 0 to 1. */
  public double trust() {
    return trust;
  }

  public void trust(double trust) {
    this.trust = trust;
  }

  /**
   * How far this one's scraped figures are believed: {@link #trust()} at most, less by its own age,
   * 1 while fresh, fading to 0 where they are stale.
   */
  public double trustIn(int i) {
    return Math.min(trust, faith(endpoints[i].ageMillis(now)));
  }

  /** Whether it was told lately what other workers have with this one. */
  public boolean knowsOthers(int i) {
    long at = endpoints[i].fleetAt();
    return at >= 0 && now - at < staleAfter;
  }

  private double faith(long age) {
    if (age <= freshFor) {
      return 1;
    }
    return age >= staleAfter ? 0 : (double) (staleAfter - age) / (staleAfter - freshFor);
  }

  private void grow() {
    int size = 2 * count;
    Endpoint[] moreEndpoints = new Endpoint[size];
    double[] moreCosts = new double[size];
    int[] moreHits = new int[size];
    int[] moreWeights = new int[size];
    System.arraycopy(endpoints, 0, moreEndpoints, 0, count);
    System.arraycopy(costs, 0, moreCosts, 0, count);
    System.arraycopy(hits, 0, moreHits, 0, count);
    System.arraycopy(weights, 0, moreWeights, 0, count);
    endpoints = moreEndpoints;
    costs = moreCosts;
    hits = moreHits;
    weights = moreWeights;
  }
}
