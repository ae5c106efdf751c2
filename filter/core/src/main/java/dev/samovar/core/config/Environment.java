package dev.samovar.core.config;

/** The proxy's environment, as far as the plugin may see it. */
public interface Environment {
  /** An environment without variables. */
  Environment EMPTY = name -> null;

  /** A variable's value, or {@code null} where it is not set. */
  String get(String name);

  /** The same of a variable that holds a secret. */
  default String secret(String name) {
    return get(name);
  }
}
