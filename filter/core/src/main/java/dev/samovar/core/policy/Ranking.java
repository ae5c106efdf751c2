package dev.samovar.core.policy;

import dev.samovar.core.text.Mix;

/**
 * The best candidates in order: the first one evenly from those that count as equally good, then
 * the others by cost.
 *
 * <p>Equal costs are ordered by a hash of the endpoint and one draw, so that the order in which the
 * candidates stand does not matter; with a negative width, by that order.
 */
public final class Ranking {
  /** No ranking is longer. */
  public static final int MOST = 16;

  private final int[] order = new int[MOST];
  private final double[] costs = new double[MOST];
  private final long[] ties = new long[MOST];
  private int count;

  /**
   * Ranks what was scored.
   *
   * @param width as {@link Policy#score} returned it
   * @param most how many are wanted, 1 to {@value #MOST}
   */
  public void rank(Candidates among, double width, Draw draw, int most) {
    int n = among.count();
    int room = Math.max(1, Math.min(most, MOST));
    boolean drawn = width >= 0;
    long seed = drawn ? draw.next() : 0;
    count = 0;
    if (n == 0) {
      return;
    }
    double least = among.cost(0);
    for (int i = 1; i < n; i++) {
      least = Math.min(least, among.cost(i));
    }
    double equal = least + Math.max(0, width);
    int first = 0;
    long firstTie = Long.MAX_VALUE;
    boolean found = false;
    for (int i = 0; i < n; i++) {
      double cost = among.cost(i);
      boolean candidate = cost <= equal;
      // With room for one alone, nothing else has to be drawn.
      if (!candidate && (room == 1 || count == room && cost > costs[room - 1])) {
        continue;
      }
      long tie = drawn ? Mix.of(seed ^ among.get(i).key()) : i;
      if (candidate && (!found || tie < firstTie)) {
        found = true;
        first = i;
        firstTie = tie;
      }
      if (room > 1) {
        insert(i, cost, tie, room);
      }
    }
    lead(first, room);
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** Index of the candidate at a place, the best at 0. */
  public int get(int place) {
    return order[place];
  }

  private void insert(int i, double cost, long tie, int room) {
    int at = count;
    while (at > 0 && (cost < costs[at - 1] || cost == costs[at - 1] && tie < ties[at - 1])) {
      at--;
    }
    if (at == room) {
      return;
    }
    if (count < room) {
      count++;
    }
    for (int k = count - 1; k > at; k--) {
      order[k] = order[k - 1];
      costs[k] = costs[k - 1];
      ties[k] = ties[k - 1];
    }
    order[at] = i;
    costs[at] = cost;
    ties[at] = tie;
  }

  /** Puts one at the head, wherever it stood. */
  private void lead(int first, int room) {
    int at = 0;
    while (at < count && order[at] != first) {
      at++;
    }
    if (at == count) {
      if (count < room) {
        count++;
      }
      at = count - 1;
    }
    for (int k = at; k > 0; k--) {
      order[k] = order[k - 1];
    }
    order[0] = first;
  }
}
