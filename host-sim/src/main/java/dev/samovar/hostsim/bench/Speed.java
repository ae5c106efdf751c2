package dev.samovar.hostsim.bench;

import dev.samovar.hostsim.FaultKind;
import dev.samovar.hostsim.GuestModule;
import dev.samovar.hostsim.Guests;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.Stream;
import dev.samovar.proxywasm.VmContext;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Measures a filter: {@code Speed FILTER_CLASS FILE.wasm [CONFIGURATION]} prints the time for 1,000
 * requests of 1 KB, warmed, and for a fresh simulator after the first, for both guests.
 */
public final class Speed {
  private static final int REQUESTS = 1000;
  private static final int ROUNDS = 15;
  private static final String BODY = "{\"model\":\"auto\",\"x\":\"" + "a".repeat(1000) + "\"}";

  private Speed() {}

  /** Runs both guests. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    if (arguments.length < 2) {
      throw new IllegalArgumentException("FILTER_CLASS FILE.wasm: missing");
    }
    Class<? extends VmContext> filter = Class.forName(arguments[0]).asSubclass(VmContext.class);
    String configuration = arguments.length > 2 ? arguments[2] : "";
    measure(Guests.jvm(() -> create(filter)), configuration);
    measure(Guests.wasm(Path.of(arguments[1])), configuration);
  }

  private static VmContext create(Class<? extends VmContext> filter) {
    try {
      return filter.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(filter.getName() + ": cannot be made", e);
    }
  }

  private static void measure(GuestModule guest, String configuration) {
    long[] requests = new long[ROUNDS];
    long[] fresh = new long[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      try (HostSim sim =
          HostSim.builder()
              .guest(guest)
              .configuration(configuration)
              .allow(FaultKind.values())
              .build()) {
        fresh[round] = System.nanoTime() - begin;
        begin = System.nanoTime();
        for (int i = 0; i < REQUESTS; i++) {
          Stream stream =
              sim.request("POST", "/v1/chat/completions", "content-type", "application/json")
                  .body(BODY)
                  .send();
          if (stream.upstream().ended()) {
            stream.reply(200, "ok");
          } else {
            stream.abort();
          }
        }
        requests[round] = System.nanoTime() - begin;
      }
    }
    System.out.printf(
        "[%s] %d requests of 1 KB: first %.1f ms, warmed median %.1f ms; simulator: first %.1f ms,"
            + " then median %.1f ms%n",
        guest.name(), REQUESTS, requests[0] / 1e6, median(requests), fresh[0] / 1e6, median(fresh));
  }

  private static double median(long[] nanos) {
    long[] warmed = Arrays.copyOfRange(nanos, nanos.length / 3, nanos.length);
    Arrays.sort(warmed);
    return warmed[warmed.length / 2] / 1e6;
  }
}
