package dev.samovar.core.policy;

/** {@code random}: all cost the same, and the draw among equals decides. */
final class RandomChoice implements Policy {
  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    for (int i = 0; i < among.count(); i++) {
      among.cost(i, 0);
    }
    return 0;
  }
}
