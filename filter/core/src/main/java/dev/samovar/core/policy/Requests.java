package dev.samovar.core.policy;

import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Own;

/**
 * Requests at each candidate, waiting and running: what this worker has there, and what others
 * have.
 *
 * <p>The others' are the scraped requests less this worker's at the moment of the scrape, never
 * negative; so the sum is what was scraped, with what this worker sent and saw end since. As the
 * scrape fades, the other workers' own counts stand in for it. Where it is missing, the median of
 * the candidates does, and at least those counts. Nobody else's is known anywhere: this worker's
 * alone.
 */
final class Requests {
  private static final double SHARE = 16;

  private final Figures figures = new Figures();
  private double[] trusts = new double[16];

  /** Counts them. */
  Figures count(Candidates among) {
    int n = among.count();
    Figures out = figures;
    out.begin(n);
    if (n > trusts.length) {
      trusts = new double[Math.max(n, 2 * trusts.length)];
    }
    for (int i = 0; i < n; i++) {
      Endpoint endpoint = among.get(i);
      double trust = among.trustIn(i);
      trusts[i] = trust;
      double others = endpoint.requests();
      if (others == others) {
        others = Math.max(0, others - endpoint.own().atScrape());
      }
      if (others == others && trust > 0 && trust < 1 && among.knowsOthers(i)) {
        double told = endpoint.othersInFlight();
        others = told + trust * (others - told);
        trust = 1;
      }
      out.put(i, others, trust);
    }
    boolean known = out.settle(0);
    for (int i = 0; i < n; i++) {
      Endpoint endpoint = among.get(i);
      double others = out.get(i);
      if (trusts[i] <= 0 && among.knowsOthers(i)) {
        // Not scraped, so at least as busy as the proxies make it, and no idler than the others.
        double told = endpoint.othersInFlight();
        others = known ? Math.max(others, told) : told;
      }
      out.set(i, others + endpoint.own().inFlight());
    }
    return out;
  }

  /** How far the candidate's scrape is believed, as it was when they were counted. */
  double trust(int i) {
    return trusts[i];
  }

  /**
   * What figures of a scrape are multiplied by to stand for now: each request of this worker more
   * than at the scrape adds a sixteenth, each one less divides by as much.
   */
  static double growth(Candidates among, int i) {
    Own own = among.get(i).own();
    double more = own.inFlight();
    if (own.atScrape() > 0) {
      more -= among.trustIn(i) * own.atScrape();
    }
    return more < 0 ? 1 / (1 - more / SHARE) : 1 + more / SHARE;
  }
}
