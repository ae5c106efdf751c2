package dev.samovar.core.policy;

import dev.samovar.core.fleet.Endpoint;

/**
 * {@code aigw}, also {@code inference_lb}: the score of the Istio LLM filter, evenly among the best
 * percent.
 *
 * <p>Cost: -(W1 × cached share of the prompt - W2' × request load - W3 × prefill load), with
 *
 * <ul>
 *   <li>request load = (requests - least) ÷ d, where d = max(2, most - least), of {@link Requests}
 *   <li>prefill load = tokens of prompts without a first token ÷ the most of any candidate, which
 *       is taken for at least 1024
 *   <li>W2' = W2 × ⌈d ÷ 5⌉
 * </ul>
 *
 * The floor of 1024 and the factor ⌈d ÷ 5⌉ stand only in its code, not in its documents; {@code
 * codeTerms} 0 leaves them out. The choice is even among the best {@code candidatePercent} of the
 * candidates, at least one; any that cost the same as the last of these count too. What others have
 * in prefill is known from the exchange, else the median. Source: mosn/htnn aigw, with its
 * defaults.
 */
final class Aigw implements Policy {
  static final String PARAMETERS =
      "cacheWeight 2 0 1e6;requestWeight 1 0 1e6;prefillWeight 3 0 1e6;"
          + "candidatePercent 5 1 100;codeTerms 1 0 1";

  private static final double STEP = 5;
  private static final double FLOOR = 1024;

  private final double cacheWeight;
  private final double requestWeight;
  private final double prefillWeight;
  private final double candidatePercent;
  private final boolean codeTerms;
  private final Requests requests = new Requests();
  private final Figures prefill = new Figures();
  private final Figures costs = new Figures();
  private Figures load;
  private double least;
  private double spread;
  private double mostPrefill;

  Aigw(double[] p) {
    cacheWeight = p[0];
    requestWeight = p[1];
    prefillWeight = p[2];
    candidatePercent = p[3];
    codeTerms = p[4] > 0;
  }

  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    int n = among.count();
    if (n == 0) {
      return 0;
    }
    load = requests.count(among);
    countPrefill(among);
    least = load.least();
    spread = Math.max(2, load.most() - least);
    mostPrefill = Math.max(codeTerms ? FLOOR : Double.MIN_NORMAL, prefill.most());
    costs.begin(n);
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      double cost = requestTerm(i) + prefillTerm(i) - cacheTerm(among, i, demand);
      among.cost(i, cost);
      costs.set(i, cost);
      best = Math.min(best, cost);
    }
    int top = Math.max(1, (int) (n * candidatePercent / 100));
    return top == 1 ? 0 : costs.smallest(top) - best;
  }

  @Override
  public void explain(Candidates among, int i, Demand demand, Terms out) {
    out.term("cache", 0 - cacheTerm(among, i, demand));
    out.term("requests", requestTerm(i));
    out.term("prefill", prefillTerm(i));
  }

  private void countPrefill(Candidates among) {
    int n = among.count();
    prefill.begin(n);
    for (int i = 0; i < n; i++) {
      prefill.put(i, among.knowsOthers(i) ? among.get(i).othersPending() : Double.NaN, 1);
    }
    prefill.settle(0);
    for (int i = 0; i < n; i++) {
      Endpoint endpoint = among.get(i);
      prefill.set(i, Math.max(0, prefill.get(i) + endpoint.own().pendingTokens()));
    }
  }

  private double cacheTerm(Candidates among, int i, Demand demand) {
    return demand.blockCount == 0 ? 0 : cacheWeight * among.hit(i) / demand.blockCount;
  }

  private double requestTerm(int i) {
    double steps = 1;
    if (codeTerms) {
      steps = (long) (spread / STEP);
      if (steps < spread / STEP) {
        steps++;
      }
    }
    return requestWeight * steps * (load.get(i) - least) / spread;
  }

  private double prefillTerm(int i) {
    return prefillWeight * prefill.get(i) / mostPrefill;
  }
}
