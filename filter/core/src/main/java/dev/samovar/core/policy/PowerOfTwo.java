package dev.samovar.core.policy;

/**
 * {@code power-of-two}: of two candidates drawn at random the one with fewer requests ({@link
 * Requests}); the others follow, by requests.
 *
 * <p>Source: Mitzenmacher, The power of two choices in randomized load balancing, 2001.
 */
final class PowerOfTwo implements Policy {
  private final Requests requests = new Requests();

  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    LeastRequest.by(requests.count(among), among);
    Two.keep(among, draw);
    return 0;
  }
}
