package dev.samovar.core.policy;

import dev.samovar.core.fleet.Endpoint;

/**
 * {@code llm-d}: the default profile of llm-d's endpoint picker, the highest sum of scores.
 *
 * <p>Cost: -(queue × (most - waiting) ÷ (most - least) + kv × (1 - usage) + prefix × cached share
 * of the prompt), with weights 2, 2 and 3; a queue term of 1 where all queues are alike. A signal
 * that an endpoint does not show scores 0 there and does not enter the normalization; one that
 * fades scores less. Where no queue is known, this worker's own requests are the queues. {@code
 * own} 1 adds what this worker sent since the scrape to the queue, which llm-d does not. Source:
 * llm-d's scheduling framework, queue, kv-cache-utilization and prefix-cache scorers with the
 * max-score picker.
 */
final class LlmD implements Policy {
  static final String PARAMETERS = "queue 2 0 1e6;kv 2 0 1e6;prefix 3 0 1e6;own 0 0 1";

  private final double queueWeight;
  private final double kvWeight;
  private final double prefixWeight;
  private final boolean own;
  private final Scores queue = new Scores();

  LlmD(double[] p) {
    queueWeight = p[0];
    kvWeight = p[1];
    prefixWeight = p[2];
    own = p[3] > 0;
  }

  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    int n = among.count();
    queue.begin(n);
    for (int i = 0; i < n; i++) {
      Endpoint endpoint = among.get(i);
      double waiting = endpoint.waiting();
      if (own) {
        waiting = Math.max(0, waiting + endpoint.own().sinceScrape());
      }
      queue.put(i, among.trustIn(i) > 0 ? waiting : Double.NaN);
    }
    if (!queue.isAnyKnown()) {
      for (int i = 0; i < n; i++) {
        queue.put(i, among.get(i).own().inFlight());
      }
    }
    for (int i = 0; i < n; i++) {
      among.cost(i, 0 - queueTerm(among, i) - kvTerm(among, i) - prefixTerm(among, i, demand));
    }
    return 0;
  }

  @Override
  public void explain(Candidates among, int i, Demand demand, Terms out) {
    out.term("queue", 0 - queueTerm(among, i));
    out.term("kv", 0 - kvTerm(among, i));
    out.term("prefix", 0 - prefixTerm(among, i, demand));
  }

  private double queueTerm(Candidates among, int i) {
    double trust = among.trustIn(i);
    return queueWeight * queue.lessIsBetter(i) * (trust > 0 ? trust : 1);
  }

  private double kvTerm(Candidates among, int i) {
    return kvWeight * Scores.share(1 - among.get(i).kvUsage()) * among.trustIn(i);
  }

  private double prefixTerm(Candidates among, int i, Demand demand) {
    return demand.blockCount == 0 ? 0 : prefixWeight * among.hit(i) / demand.blockCount;
  }
}
