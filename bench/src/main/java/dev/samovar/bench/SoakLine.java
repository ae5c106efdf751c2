package dev.samovar.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * What is seen after each part of a soak.
 *
 * @param requests sent so far
 * @param residentKib memory of the proxy
 * @param guests linear memories of the filter's VMs, a part of the former
 * @param cpuMicros of the proxy per request
 * @param load of this part
 * @param idle the same filter without load on its heap, right after; {@code null} where there is
 *     none
 * @param pauses of the collector so far, or {@code null} where the module does not count them
 */
record SoakLine(
    long requests,
    long residentKib,
    GuestMemory guests,
    double cpuMicros,
    Wrk.Load load,
    Wrk.Load idle,
    Pauses pauses) {

  static final String HEAD =
      String.format(
          "%12s %10s %10s %10s %9s %9s %9s %9s %9s %14s %12s %12s",
          "requests",
          "memory",
          "less guest",
          "guest",
          "us/req",
          "req/s",
          "p50 us",
          "p99 us",
          "p99.9 us",
          "idle p99.9 us",
          "collections",
          "longest us");

  /** Memory of the proxy without its guests', in KiB. */
  long proxyKib() {
    return residentKib - guests.residentKib();
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "%12d %7.1f MB %7.1f MB %7.2f MB %9.2f %9.0f %9.0f %9.0f %9.0f %14s %12s %12s",
        requests,
        residentKib / 1024.0,
        proxyKib() / 1024.0,
        guests.largestKib() / 1024.0,
        cpuMicros,
        load.perSecond(),
        load.p50(),
        load.p99(),
        load.p999(),
        idle == null ? "-" : String.format(Locale.ROOT, "%.0f", idle.p999()),
        pauses == null ? "-" : pauses.count(),
        pauses == null ? "-" : pauses.longestMicros());
  }

  ObjectNode json() {
    ObjectNode out = Json.object();
    out.put("requests", requests)
        .put("residentBytes", residentKib * 1024)
        .put("guestBytes", guests.largestKib() * 1024)
        .put("guests", guests.vms())
        .put("guestsResidentBytes", guests.residentKib() * 1024)
        .put("cpuMicros", cpuMicros)
        .put("requestsPerSecond", load.perSecond())
        .put("p50Micros", load.p50())
        .put("p99Micros", load.p99())
        .put("p999Micros", load.p999())
        .put("errors", load.errors());
    if (idle != null) {
      out.put("idleP999Micros", idle.p999());
    }
    if (pauses != null) {
      out.put("collections", pauses.count())
          .put("collectionMicros", pauses.micros())
          .put("longestPauseMicros", pauses.longestMicros());
    }
    return out;
  }
}
