package dev.samovar.core.policy;

import dev.samovar.core.text.Logarithm;
import dev.samovar.core.text.Mix;

/**
 * {@code weighted}: a provider at random in proportion to its weight, evenly among its endpoints.
 *
 * <p>Cost: -ln(u) ÷ weight, with one u from 0 to 1 for each provider; the least one is an
 * exponential race, won in proportion to the weights, and the others follow in an order drawn the
 * same way. Weight 0 is a last resort. Source: Efraimidis and Spirakis, Weighted random sampling
 * with a reservoir, 2006.
 */
final class Weighted implements Policy {
  private static final double LEAST = 0x1p-53;

  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    long seed = draw.next();
    for (int i = 0; i < among.count(); i++) {
      double u = Math.max(LEAST, Mix.unit(Mix.of(seed ^ among.get(i).providerKey())));
      int weight = among.weight(i);
      among.cost(i, weight <= 0 ? Double.POSITIVE_INFINITY : (0 - Logarithm.of(u)) / weight);
    }
    return 0;
  }
}
