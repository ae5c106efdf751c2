package dev.samovar.core.policy;

/**
 * {@code sglang}: the cache-aware rule of SGLang's router.
 *
 * <p>Out of balance, which is most - least requests &gt; {@code absolute} and most &gt; {@code
 * relative} × least: the fewest requests ({@link Requests}). Else the longest cached prefix where
 * it is more than {@code threshold} of the prompt's blocks, else the fewest requests. Source:
 * SGLang's model gateway, cache_aware, with its defaults 64, 1.5 and 0.3.
 */
final class SgLang implements Policy {
  static final String PARAMETERS = "absolute 64 0 1e6;relative 1.5 1 1e6;threshold 0.3 0 1";

  private final double absolute;
  private final double relative;
  private final double threshold;
  private final Requests requests = new Requests();

  SgLang(double[] p) {
    absolute = p[0];
    relative = p[1];
    threshold = p[2];
  }

  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    Figures load = requests.count(among);
    LeastRequest.by(load, among);
    double most = load.most();
    double least = load.least();
    if (demand.blockCount == 0 || most - least > absolute && most > relative * least) {
      return 0;
    }
    for (int i = 0; i < among.count(); i++) {
      double share = (double) among.hit(i) / demand.blockCount;
      if (share > threshold) {
        among.cost(i, load.get(i) - PrefixCache.LONGER * share);
      }
    }
    return 0;
  }

  @Override
  public void explain(Candidates among, int i, Demand demand, Terms out) {
    out.term("hitBlocks", among.hit(i));
  }
}
