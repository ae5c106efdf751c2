package dev.samovar.core.decision;

import dev.samovar.core.policy.Demand;

/**
 * What one request says that a choice depends on.
 *
 * @param model asked for, or {@code null} where the body is not read yet
 * @param demand what it asks of an endpoint
 * @param headers its headers
 * @param tenant whose it is, or {@code null}
 * @param strategy the policy that it names, or {@code null}
 * @param user hash of the user, 0 for none
 */
public record Ask(
    String model, Demand demand, Headers headers, String tenant, String strategy, long user) {

  /** The request's headers. */
  public interface Headers {
    /** The first value of a header, by its lower-case name, or {@code null}. */
    String get(String name);
  }
}
