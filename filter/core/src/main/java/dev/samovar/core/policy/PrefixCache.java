package dev.samovar.core.policy;

import dev.samovar.core.text.Root;

/**
 * {@code prefix-cache}: the longest cached prefix among the candidates that are not busier than
 * usual; requests decide where nothing is cached, or where the load is out of balance.
 *
 * <p>Out of balance: most - least requests ({@link Requests}) &gt; {@code imbalance}. Not busier
 * than usual: requests ≤ mean + {@code deviations} × standard deviation. Among equal prefixes the
 * one with fewer requests. Source: AIBrix' prefix-cache, with its defaults 8 and 1.
 */
final class PrefixCache implements Policy {
  static final String PARAMETERS = "imbalance 8 0 1e6;deviations 1 0 100";

  /** More than any number of requests: a longer prefix comes first. */
  static final double LONGER = 1e9;

  private final double imbalance;
  private final double deviations;
  private final Requests requests = new Requests();

  PrefixCache(double[] p) {
    imbalance = p[0];
    deviations = p[1];
  }

  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    int n = among.count();
    Figures load = requests.count(among);
    LeastRequest.by(load, among);
    if (n == 0 || demand.blockCount == 0 || load.most() - load.least() > imbalance) {
      return 0;
    }
    double mean = load.sum() / n;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double off = load.get(i) - mean;
      squares += off * off;
    }
    double usual = mean + deviations * Root.of(squares / n);
    for (int i = 0; i < n; i++) {
      if (load.get(i) <= usual && among.hit(i) > 0) {
        among.cost(i, load.get(i) - LONGER * among.hit(i) / demand.blockCount);
      }
    }
    return 0;
  }

  @Override
  public void explain(Candidates among, int i, Demand demand, Terms out) {
    out.term("hitBlocks", among.hit(i));
  }
}
