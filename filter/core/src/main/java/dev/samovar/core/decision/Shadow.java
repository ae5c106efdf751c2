package dev.samovar.core.decision;

import dev.samovar.core.policy.Candidates;
import dev.samovar.core.policy.Demand;
import dev.samovar.core.policy.Draw;
import dev.samovar.core.policy.Policy;
import dev.samovar.core.policy.Ranking;

/**
 * A second policy that is scored over the same candidates and decides nothing: how often it agrees,
 * and what its choice would have cost by the policy in force.
 */
public final class Shadow {
  private final Policy policy;
  private final Ranking ranking = new Ranking();
  private double[] costs = new double[16];
  private boolean agrees;
  private double regret;

  Shadow(Policy policy) {
    this.policy = policy;
  }

  /** Scores them anew; the costs that were there are there again afterwards. */
  void compare(Candidates among, int chosen, Demand demand, Draw draw) {
    int count = among.count();
    if (costs.length < count) {
      costs = new double[2 * count];
    }
    for (int i = 0; i < count; i++) {
      costs[i] = among.cost(i);
    }
    ranking.rank(among, policy.score(among, demand, draw), draw, 1);
    int other = ranking.get(0);
    for (int i = 0; i < count; i++) {
      among.cost(i, costs[i]);
    }
    agrees = other == chosen;
    regret = agrees ? 0 : Math.max(0, costs[other] - costs[chosen]);
  }

  /** Whether it chose the same endpoint the last time. */
  public boolean agrees() {
    return agrees;
  }

  /** How much more its last choice costs by the policy in force, in that policy's unit. */
  public double regret() {
    return regret;
  }
}
