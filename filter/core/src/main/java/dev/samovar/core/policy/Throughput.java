package dev.samovar.core.policy;

import dev.samovar.core.fleet.Endpoint;

/**
 * {@code throughput}: the fewest tokens in work.
 *
 * <p>Cost: (2 × prompt tokens a second + generated tokens a second + 1) × growth since the scrape
 * ({@link Requests#growth}). Unknown counts as the median; where none is known, requests decide.
 * Source: AIBrix' throughput, with the same weights on its tokens of a request.
 */
final class Throughput implements Policy {
  private static final double PROMPT_WEIGHT = 2;

  private final Figures tokens = new Figures();
  private final Requests requests = new Requests();

  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    int n = among.count();
    tokens.begin(n);
    for (int i = 0; i < n; i++) {
      Endpoint endpoint = among.get(i);
      tokens.put(i, PROMPT_WEIGHT * endpoint.tokensIn() + endpoint.tokensOut(), among.trustIn(i));
    }
    if (!tokens.settle(0)) {
      return LeastRequest.by(requests.count(among), among);
    }
    for (int i = 0; i < n; i++) {
      among.cost(i, (tokens.get(i) + 1) * Requests.growth(among, i));
    }
    return 0;
  }

  @Override
  public void explain(Candidates among, int i, Demand demand, Terms out) {
    out.term("tokensPerSecond", tokens.get(i));
    out.term("growth", Requests.growth(among, i));
  }
}
