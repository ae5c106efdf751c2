package dev.samovar.hostsim;

/**
 * A function that the proxy offers by name.
 *
 * <p>proxy-wasm ABI 0.2.1, "proxy_call_foreign_function".
 */
@FunctionalInterface
public interface ForeignFunction {

  /** Answers bytes, or {@code null} for a bad argument. */
  byte[] call(byte[] argument);
}
