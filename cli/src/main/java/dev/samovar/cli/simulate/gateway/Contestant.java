package dev.samovar.cli.simulate.gateway;

import dev.samovar.core.policy.Policies;
import java.util.Map;

/**
 * A policy as it is deployed: where its choices are made, and how fresh what it knows is.
 *
 * @param name in results
 * @param policy its name in {@code core}, or {@value #ALL_KNOWING}
 * @param parameters of the policy, those that are not the default
 * @param place where choices are made
 * @param scrape microseconds between two scrapes of a replica
 * @param exchange microseconds between two exchanges, which then bring the scrapes; 0 where scrapes
 *     arrive by themselves
 * @param counts whether exchanges bring what other choosers have in flight
 * @param index how much of the prefixes a chooser knows
 * @param indexEntries how many blocks that index holds
 * @param recordsAtOnce whether affinity is recorded with the choice, not with the first token
 * @param guards whether failing endpoints are ejected, and old metrics fade, as in the filter
 */
public record Contestant(
    String name,
    String policy,
    Map<String, Double> parameters,
    Place place,
    long scrape,
    long exchange,
    boolean counts,
    Index index,
    int indexEntries,
    boolean recordsAtOnce,
    boolean guards) {
  public static final String ALL_KNOWING = "all-knowing";

  /** Where choices are made. */
  public enum Place {
    WORKER,
    GATEWAY,
    ONE
  }

  /** Whose choices the index of prefixes hears of. */
  public enum Index {
    NONE,
    OWN,
    SHARED
  }

  /** The policy's parameters in its own order, the standard ones where none is given. */
  double[] parameterValues() {
    Policies.Parameter[] table = Policies.parameters(Policies.find(policy));
    double[] values = new double[table.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = parameters.getOrDefault(table[i].name(), table[i].standard());
    }
    return values;
  }
}
