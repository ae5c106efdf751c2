package dev.samovar.cli.replay;

import dev.samovar.core.log.Chosen;

/**
 * An entry made again.
 *
 * @param where file and line of the entry
 * @param provider name of the logged choice's provider
 * @param logged what the filter chose
 * @param again what the core chooses, {@code null} where it finds no rule
 * @param inModule whether the module was asked too
 * @param module what it chooses, {@code null} where it says nothing
 * @param other what another policy chooses, {@code null} where none was asked for
 * @param regret what the other's choice costs more by the policy in force, in its unit; 0 where
 *     both are the same, NaN where it cannot be said
 */
public record Replayed(
    String where,
    String provider,
    Chosen logged,
    Chosen again,
    boolean inModule,
    Chosen module,
    Chosen other,
    double regret) {

  /** Whether everyone makes the same choice. */
  public boolean isEqual() {
    return logged.equals(again) && (!inModule || logged.equals(module));
  }

  /** Whether the other policy goes to the same endpoint. */
  public boolean agrees() {
    return again != null
        && other != null
        && again.provider() == other.provider()
        && again.endpoint().equals(other.endpoint());
  }
}
