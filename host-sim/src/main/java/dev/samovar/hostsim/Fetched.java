package dev.samovar.hostsim;

import dev.samovar.proxywasm.Status;

/**
 * What a fetching call answered.
 *
 * @param status {@code OK}, or why there is no value
 * @param value bytes, or {@code null} without one
 * @param number the call's second answer (compare-and-swap version, status code), or 0
 */
public record Fetched(Status status, byte[] value, int number) {

  static Fetched ok(byte[] value) {
    return new Fetched(Status.OK, value, 0);
  }

  static Fetched failed(Status status) {
    return new Fetched(status, null, 0);
  }

  /** Whether there is a value. */
  public boolean isOk() {
    return status == Status.OK;
  }
}
