package dev.samovar.envoy;

/** Envoy's admin interface has given no answer, or not in time; a later one may come. */
public final class SilentEnvoyException extends EnvoyException {

  SilentEnvoyException(String message, Throwable cause) {
    super(message, cause);
  }
}
