package dev.samovar.core.policy;

/**
 * {@code least-load}: the smallest number in the store wins, nothing added; ties by configured
 * order, without fading.
 *
 * <p>Source: the Higress guide to AI load balancing with a wasm plugin, which reads the metrics of
 * all providers and takes the lowest. A provider without a number counts as the median of the
 * others.
 */
public final class LeastLoad implements Policy {
  private final Figures loads = new Figures();

  LeastLoad() {}

  /** An endpoint counts by its provider's load; where no load is known all are equal. */
  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    int n = among.count();
    loads.begin(n);
    for (int i = 0; i < n; i++) {
      loads.put(i, among.get(i).load(), 1);
    }
    loads.settle(0);
    LeastRequest.by(loads, among);
    return -1;
  }

  @Override
  public void explain(Candidates among, int i, Demand demand, Terms out) {
    out.term("load", among.cost(i));
  }
}
