package dev.samovar.core.policy;

import dev.samovar.core.text.Mix;

/** Two candidates drawn at random, all others behind them in the order of their cost. */
final class Two {
  /** More than any cost that it is added to. */
  static final double BEHIND = 1e12;

  private Two() {}

  /** Draws them, once the costs are set. */
  static void keep(Candidates among, Draw draw) {
    long seed = draw.next();
    int first = -1;
    int second = -1;
    long firstTie = 0;
    long secondTie = 0;
    for (int i = 0; i < among.count(); i++) {
      long tie = Mix.of(seed ^ among.get(i).key());
      if (first < 0 || tie < firstTie) {
        second = first;
        secondTie = firstTie;
        first = i;
        firstTie = tie;
      } else if (second < 0 || tie < secondTie) {
        second = i;
        secondTie = tie;
      }
    }
    for (int i = 0; i < among.count(); i++) {
      if (i != first && i != second) {
        among.cost(i, BEHIND + among.cost(i));
      }
    }
  }
}
