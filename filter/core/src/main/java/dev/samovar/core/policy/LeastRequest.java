package dev.samovar.core.policy;

/**
 * {@code least-request}: the fewest requests at the endpoint, waiting and running ({@link
 * Requests}); ties at random.
 *
 * <p>Source: Envoy's LEAST_REQUEST and AIBrix' least-request, which know this proxy's requests
 * alone.
 */
final class LeastRequest implements Policy {
  private final Requests requests = new Requests();

  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    return by(requests.count(among), among);
  }

  @Override
  public void explain(Candidates among, int i, Demand demand, Terms out) {
    out.term("requests", among.cost(i));
  }

  /** Costs as the figures say. */
  static double by(Figures figures, Candidates among) {
    for (int i = 0; i < among.count(); i++) {
      among.cost(i, figures.get(i));
    }
    return 0;
  }
}
