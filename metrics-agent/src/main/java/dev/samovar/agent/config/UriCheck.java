package dev.samovar.agent.config;

/** Says whether the store's client can read a URI; the reader need not know the client. */
@FunctionalInterface
public interface UriCheck {

  /**
   * Passes or throws.
   *
   * @throws IllegalArgumentException with what would be right and nothing of the URI itself
   */
  void check(SecretUri uri, boolean cluster);
}
