package dev.samovar.envoy;

/** Envoy cannot be found, configured or started; the message is one line fit for a user. */
public sealed class EnvoyException extends RuntimeException permits SilentEnvoyException {

  public EnvoyException(String message) {
    super(message);
  }

  public EnvoyException(String message, Throwable cause) {
    super(message, cause);
  }
}
