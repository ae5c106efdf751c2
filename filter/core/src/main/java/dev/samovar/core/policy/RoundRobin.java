package dev.samovar.core.policy;

/**
 * {@code round-robin}: the candidate whose last turn is longest ago.
 *
 * <p>With the same candidates each time that is one after the other; one that comes new has its
 * first turn next, and no more than one. Cost: turns since its last one, negative.
 */
final class RoundRobin implements Policy {
  /** Last turn by the endpoint's number; numbers so far apart that they meet share a turn. */
  private int[] turns = new int[64];

  private int turn = 1;

  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    int n = among.count();
    if (n > turns.length / 2) {
      int[] more = new int[4 * n];
      System.arraycopy(turns, 0, more, 0, turns.length);
      turns = more;
    }
    int best = -1;
    for (int i = 0; i < n; i++) {
      int age = turn - turns[place(among, i)];
      among.cost(i, 0.0 - age);
      if (best < 0
          || among.cost(i) < among.cost(best)
          || among.cost(i) == among.cost(best) && among.get(i).key() < among.get(best).key()) {
        best = i;
      }
    }
    if (best >= 0) {
      turns[place(among, best)] = turn++;
      among.cost(best, Double.NEGATIVE_INFINITY);
    }
    return 0;
  }

  private int place(Candidates among, int i) {
    return (among.get(i).id() & Integer.MAX_VALUE) % turns.length;
  }
}
