package dev.samovar.core.policy;

/**
 * {@code round-robin}: the candidate whose last turn is longest ago.
 *
 * <p>With the same candidates each time that is one after the other; one that comes new has its
 * first turn next, and no more than one. Cost: turns since its last one, negative; of the one whose
 * turn it is, half a turn less.
 */
final class RoundRobin implements Policy {
  /** A turn with as many before it as any count has. */
  private static final int LATE = 1 << 30;

  /** Last turn by the endpoint's number; numbers so far apart that they meet share a turn. */
  private int[] turns = new int[64];

  private int turn = 1;

  /** Turns since the last one of the endpoint whose turn it was last. */
  private int waited;

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
      waited = turns(among, best);
      among.cost(best, Double.NEGATIVE_INFINITY);
    }
    return 0;
  }

  @Override
  public int turns(Candidates among, int i) {
    double cost = among.cost(i);
    return cost == Double.NEGATIVE_INFINITY ? waited : (int) (0.0 - cost);
  }

  @Override
  public void resume(int[] known) {
    turns = new int[known.length];
    turn = LATE;
    for (int i = 0; 2 * i < known.length; i++) {
      turns[i] = LATE - known[2 * i + 1];
    }
  }

  private int place(Candidates among, int i) {
    return (among.get(i).id() & Integer.MAX_VALUE) % turns.length;
  }
}
