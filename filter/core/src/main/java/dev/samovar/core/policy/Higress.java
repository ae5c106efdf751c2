package dev.samovar.core.policy;

import dev.samovar.core.fleet.Endpoint;

/**
 * {@code higress}: the score of Higress' endpoint picker, the highest wins.
 *
 * <p>Cost: -(sum of weight × score) ÷ (sum of weights), each score from 0 to 1: queue and in flight
 * by where they lie between least and most (less is better; 1 where all are alike), KV cache 1 -
 * usage, prefix the cached share of the prompt, adapter 1 where it is loaded, failure 1 - error
 * average. A signal that is missing scores 0 and its weight stays in the sum; one that fades scores
 * less. In flight is this worker's, as there it is the gateway's. Source: higress
 * ai-endpoint-picker with its default weights.
 */
final class Higress implements Policy {
  static final String PARAMETERS =
      "queue 2 0 1e6;kv 2 0 1e6;prefix 3 0 1e6;inFlight 1 0 1e6;lora 0 0 1e6;failure 0 0 1e6";

  private final double[] weights;
  private final double sum;
  private final Scores queue = new Scores();
  private final Scores inFlight = new Scores();

  Higress(double[] p) {
    weights = p.clone();
    double all = 0;
    for (double weight : weights) {
      all += weight;
    }
    sum = all > 0 ? all : 1;
  }

  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    int n = among.count();
    queue.begin(n);
    inFlight.begin(n);
    for (int i = 0; i < n; i++) {
      Endpoint endpoint = among.get(i);
      queue.put(i, among.trustIn(i) > 0 ? endpoint.waiting() : Double.NaN);
      inFlight.put(i, endpoint.own().inFlight());
    }
    for (int i = 0; i < n; i++) {
      double cost = 0;
      for (int term = 0; term < weights.length; term++) {
        cost += term(term, among, i, demand);
      }
      among.cost(i, cost);
    }
    return 0;
  }

  @Override
  public void explain(Candidates among, int i, Demand demand, Terms out) {
    out.term("queue", term(0, among, i, demand));
    out.term("kv", term(1, among, i, demand));
    out.term("prefix", term(2, among, i, demand));
    out.term("inFlight", term(3, among, i, demand));
    out.term("lora", term(4, among, i, demand));
    out.term("failure", term(5, among, i, demand));
  }

  private double term(int term, Candidates among, int i, Demand demand) {
    double weight = weights[term];
    return weight == 0 ? 0 : -weight * share(term, among, i, demand) / sum;
  }

  private double share(int term, Candidates among, int i, Demand demand) {
    Endpoint endpoint = among.get(i);
    switch (term) {
      case 0:
        return queue.lessIsBetter(i) * among.trustIn(i);
      case 1:
        return Scores.share(1 - endpoint.kvUsage()) * among.trustIn(i);
      case 2:
        return demand.blockCount == 0 ? 0 : (double) among.hit(i) / demand.blockCount;
      case 3:
        return inFlight.lessIsBetter(i);
      case 4:
        return demand.adapter != null && endpoint.hasAdapter(demand.adapter) ? 1 : 0;
      default:
        return 1 - endpoint.own().health().errors(among.now());
    }
  }
}
