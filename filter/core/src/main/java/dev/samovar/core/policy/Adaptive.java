package dev.samovar.core.policy;

import dev.samovar.core.fleet.Averages;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.text.Root;

/**
 * {@code adaptive}: latency, requests and errors as the proxy sees them, for providers that show no
 * metrics; the better of two drawn at random, unless {@code two} is 0.
 *
 * <p>Cost: (0.7 × √(ms to the first byte + 1) + 0.3 × √(ms of a whole answer + 1)) × (requests + 1)
 * × (1 + {@code errorWeight} × error average). Unknown latencies count as the median, as 1 ms where
 * none is known; requests as in {@link Requests}. Source: Higress' AdaptiveScore, whose error rate
 * never decays and weighs 3; ours fades, so that it weighs 9.
 */
final class Adaptive implements Policy {
  static final String PARAMETERS =
      "firstByteWeight 0.7 0 1e6;totalWeight 0.3 0 1e6;errorWeight 9 0 1e6;two 1 0 1";

  private final double firstByteWeight;
  private final double totalWeight;
  private final double errorWeight;
  private final boolean two;
  private final Figures first = new Figures();
  private final Figures total = new Figures();
  private final Requests requests = new Requests();
  private Figures load;

  Adaptive(double[] p) {
    firstByteWeight = p[0];
    totalWeight = p[1];
    errorWeight = p[2];
    two = p[3] > 0;
  }

  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    int n = among.count();
    first.begin(n);
    total.begin(n);
    for (int i = 0; i < n; i++) {
      Averages averages = among.get(i).own().averages();
      first.put(i, averages.firstByte(), 1);
      total.put(i, averages.total(), 1);
    }
    first.settle(0.001);
    total.settle(0.001);
    load = requests.count(among);
    for (int i = 0; i < n; i++) {
      among.cost(i, latency(i) * (load.get(i) + 1) * errors(among, i));
    }
    if (two) {
      Two.keep(among, draw);
    }
    return 0;
  }

  @Override
  public void explain(Candidates among, int i, Demand demand, Terms out) {
    out.term("latency", latency(i));
    out.term("requests", load.get(i) + 1);
    out.term("errors", errors(among, i));
  }

  private double latency(int i) {
    return firstByteWeight * Root.of(1000 * first.get(i) + 1)
        + totalWeight * Root.of(1000 * total.get(i) + 1);
  }

  private double errors(Candidates among, int i) {
    Endpoint endpoint = among.get(i);
    return 1 + errorWeight * endpoint.own().health().errors(among.now());
  }
}
