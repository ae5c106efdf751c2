package dev.samovar.hostsim;

/**
 * A filter from which VMs can be started; {@link Guests} makes them.
 *
 * <p>proxy-wasm ABI 0.2.1, "Functions exposed by the Wasm module".
 */
public interface GuestModule {

  /** Short name that tests are called by: {@code jvm} or {@code wasm}. */
  String name();

  /**
   * Starts one VM; no host call but logging, time and randomness is allowed while this runs.
   *
   * @param calls what the VM may ask of the proxy
   */
  GuestVm start(HostCalls calls);
}
