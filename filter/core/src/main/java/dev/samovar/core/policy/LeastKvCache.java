package dev.samovar.core.policy;

/**
 * {@code least-kv-cache}: the least share of KV blocks in use.
 *
 * <p>Cost: (usage + 0.01) × growth since the scrape ({@link Requests#growth}), so that a burst does
 * not pile onto the one that was emptiest. Unknown counts as the median; where none is known,
 * requests decide. Source: AIBrix' least-kv-cache, which takes the scraped usage alone.
 */
final class LeastKvCache implements Policy {
  private static final double EMPTY = 0.01;

  private final Figures usage = new Figures();
  private final Requests requests = new Requests();

  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    int n = among.count();
    usage.begin(n);
    for (int i = 0; i < n; i++) {
      usage.put(i, among.get(i).kvUsage(), among.trustIn(i));
    }
    if (!usage.settle(0)) {
      return LeastRequest.by(requests.count(among), among);
    }
    for (int i = 0; i < n; i++) {
      among.cost(i, (usage.get(i) + EMPTY) * Requests.growth(among, i));
    }
    return 0;
  }

  @Override
  public void explain(Candidates among, int i, Demand demand, Terms out) {
    out.term("kvUsage", usage.get(i));
    out.term("growth", Requests.growth(among, i));
  }
}
