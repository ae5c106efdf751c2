package dev.samovar.core.policy;

import dev.samovar.core.text.Logarithm;
import dev.samovar.core.text.Mix;

/**
 * {@code session}: the same session goes to the same endpoint, whoever decides, while that one is
 * not overloaded; without a session, requests decide.
 *
 * <p>Cost: -ln(u) ÷ weight with u from a hash of session and endpoint (rendezvous: Thaler and
 * Ravishankar, 1998; weights: Schindelhauer and Schomaker, 2005). Those with requests ({@link
 * Requests}) + 1 &gt; ⌈{@code bound} × (sum + 1) ÷ candidates⌉ stand behind, by requests; bounded
 * loads: Mirrokni, Thorup and Zadimoghaddam, 2018; the default 1.25 is SGLang's.
 */
final class Session implements Policy {
  static final String PARAMETERS = "bound 1.25 1 1e6";

  private static final double LEAST = 0x1p-53;

  private final double bound;
  private final Requests requests = new Requests();

  Session(double[] p) {
    bound = p[0];
  }

  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    Figures load = requests.count(among);
    LeastRequest.by(load, among);
    int n = among.count();
    if (demand.session == 0 || n == 0) {
      return 0;
    }
    double most = bound(bound, load.sum(), n);
    for (int i = 0; i < n; i++) {
      int weight = among.weight(i);
      if (load.get(i) + 1 > most || weight <= 0) {
        among.cost(i, Two.BEHIND + load.get(i));
      } else {
        double u = Math.max(LEAST, Mix.unit(hash(demand.session, among.get(i).key())));
        among.cost(i, (0 - Logarithm.of(u)) / weight);
      }
    }
    return 0;
  }

  /** Of session and endpoint; the largest one is the session's endpoint. */
  static long hash(long session, long key) {
    return Mix.of(Mix.of(session) ^ key);
  }

  /** Most requests that one of {@code n} may have, this one included. */
  static double bound(double factor, double sum, int n) {
    double exact = factor * (sum + 1) / n;
    long whole = (long) exact;
    return whole < exact ? whole + 1 : whole;
  }
}
