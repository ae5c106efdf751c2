package dev.samovar.core.policy;

import dev.samovar.core.snapshot.LoadSnapshot;

/**
 * {@code least-load}: the smallest number in the store wins, nothing added; ties by configured
 * order.
 *
 * <p>Source: the Higress guide to AI load balancing with a wasm plugin, which reads the metrics of
 * all providers and takes the lowest. A provider without a number counts as the median of the
 * others.
 */
public final class LeastLoad {
  private LeastLoad() {}

  /** Index of the provider; the snapshot must know at least one load. */
  public static int choose(LoadSnapshot loads) {
    int best = 0;
    for (int i = 1; i < loads.size(); i++) {
      if (loads.effectiveLoad(i) < loads.effectiveLoad(best)) {
        best = i;
      }
    }
    return best;
  }
}
