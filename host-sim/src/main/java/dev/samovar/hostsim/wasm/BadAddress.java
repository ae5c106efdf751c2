package dev.samovar.hostsim.wasm;

/** An address or length that lies outside of the guest's memory. */
final class BadAddress extends RuntimeException {
  BadAddress(String message) {
    super(message, null, false, false);
  }
}
