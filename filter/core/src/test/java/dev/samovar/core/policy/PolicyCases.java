package dev.samovar.core.policy;

import dev.samovar.core.text.Mix;

/**
 * Decisions of all policies over fleets made of seeds, as one number: the same on every machine.
 *
 * <p>Uses nothing that the compiled module does not have, so that it runs there as well.
 */
public final class PolicyCases {
  private static final int RANKED = 4;

  private final RandomFleet fleet = new RandomFleet();
  private final Policy[] policies = new Policy[Policies.count()];
  private final Ranking ranking = new Ranking();
  private final Draw draw = new Draw();

  public PolicyCases() {
    for (int i = 0; i < policies.length; i++) {
      policies[i] = Policies.create(Policies.name(i), null);
    }
  }

  /**
   * Decides as many cases, beginning with the one of number {@code first}.
   *
   * @return a hash of all costs' bits and of all rankings
   */
  public long digest(int first, int count) {
    long digest = 0;
    for (int number = first; number < first + count; number++) {
      fleet.make(number);
      for (Policy policy : policies) {
        digest = Mix.of(digest ^ decide(policy, number));
      }
    }
    return digest;
  }

  private long decide(Policy policy, int number) {
    Candidates among = fleet.among;
    draw.seed(number);
    double width = policy.score(among, fleet.demand, draw);
    ranking.rank(among, width, draw, RANKED);
    long digest = Double.doubleToRawLongBits(width);
    for (int i = 0; i < among.count(); i++) {
      digest = Mix.of(digest ^ Double.doubleToRawLongBits(among.cost(i)));
      double expected = policy.expectedSeconds(among, i, fleet.demand);
      // The bits of NaN are nobody's business.
      digest += expected == expected ? Double.doubleToRawLongBits(expected) : 1;
    }
    for (int i = 0; i < ranking.count(); i++) {
      digest = Mix.of(digest ^ ranking.get(i));
    }
    return digest;
  }
}
