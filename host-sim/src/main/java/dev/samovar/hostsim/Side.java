package dev.samovar.hostsim;

/** One direction of an HTTP stream. */
enum Side {
  REQUEST,
  RESPONSE;

  String word() {
    return this == REQUEST ? "request" : "response";
  }
}
