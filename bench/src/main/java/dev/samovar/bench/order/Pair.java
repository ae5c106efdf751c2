package dev.samovar.bench.order;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two policies that the simulation separates, and whether the real proxies put them in the same
 * order. What is compared is the 90th percentile of the time to the first token.
 *
 * @param better the one with the shorter time in the simulation
 * @param simulated how many times longer the other's is there, at least {@link #SEPARATED}
 * @param real the same ratio on real proxies
 */
public record Pair(String better, String worse, double simulated, double real) {

  /** What counts as separated. */
  public static final double SEPARATED = 2;

  /** Whether the order is the same; where a real run has no figure it is not. */
  public boolean agrees() {
    return real > 1;
  }

  /** All pairs that the simulation separates, the widest first; policies that both ran. */
  public static List<Pair> separated(Map<String, Simulated> simulation, Map<String, Run> real) {
    Map<String, Run> simulated = new LinkedHashMap<>();
    simulation.forEach((name, each) -> simulated.put(name, each.run()));
    List<Pair> pairs = new ArrayList<>();
    for (String better : simulated.keySet()) {
      for (String worse : simulated.keySet()) {
        double ratio = p90(simulated, worse) / p90(simulated, better);
        if (ratio >= SEPARATED && real.containsKey(better) && real.containsKey(worse)) {
          pairs.add(new Pair(better, worse, ratio, p90(real, worse) / p90(real, better)));
        }
      }
    }
    pairs.sort((a, b) -> Double.compare(b.simulated(), a.simulated()));
    return pairs;
  }

  private static double p90(Map<String, Run> runs, String policy) {
    return runs.get(policy).ttft().p90();
  }
}
