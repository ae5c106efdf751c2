package dev.samovar.core.policy;

/**
 * {@code cost}: the cheapest that is not full, the fewest requests among equals.
 *
 * <p>The price is the endpoint's label {@code price} (any unit that all share); unknown counts as
 * the median, and where none has the label, the candidates' weights are the prices. Cost: price ÷
 * the highest price × 10^6 + requests ({@link Requests}). Those with {@code full} requests or more
 * stand behind all that have fewer; 0 is no bound. Source: cheapest first as in LiteLLM's
 * cost-based routing.
 */
final class Cheapest implements Policy {
  static final String PARAMETERS = "full 64 0 1e6";

  private static final double DEAREST = 1e6;

  private final double full;
  private final Figures prices = new Figures();
  private final Requests requests = new Requests();

  Cheapest(double[] p) {
    full = p[0];
  }

  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    int n = among.count();
    prices.begin(n);
    for (int i = 0; i < n; i++) {
      prices.put(i, among.get(i).price(), 1);
    }
    if (!prices.settle(0)) {
      for (int i = 0; i < n; i++) {
        prices.set(i, Math.max(0, among.weight(i)));
      }
    }
    Figures load = requests.count(among);
    double dearest = Math.max(Double.MIN_NORMAL, prices.most());
    for (int i = 0; i < n; i++) {
      double cost = prices.get(i) / dearest * DEAREST + load.get(i);
      among.cost(i, full > 0 && load.get(i) >= full ? Two.BEHIND + cost : cost);
    }
    return 0;
  }

  @Override
  public void explain(Candidates among, int i, Demand demand, Terms out) {
    out.term("price", prices.get(i));
  }
}
