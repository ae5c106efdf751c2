package dev.samovar.cli.simulate.gateway;

import dev.samovar.cli.simulate.gateway.Contestant.Index;
import dev.samovar.cli.simulate.gateway.Contestant.Place;
import java.util.List;
import java.util.Map;

/**
 * The policies that stand side by side, each deployed as its users deploy it. Where a peer's own
 * way costs it something that is not modelled (a hop to its picker, a call to its store), it gets
 * that for nothing.
 */
public final class Contestants {
  private static final long MS = 1000;

  /** The filter's default. */
  private static final int STANDARD = 131_072;

  /** More than any of them fills here. */
  private static final int LARGE = 1 << 19;

  private static final List<Contestant> ALL =
      List.of(
          // Envoy's own: what is in flight is known to all workers of a process.
          plain("random", "random", Place.WORKER, Index.NONE),
          plain("round-robin", "round-robin", Place.WORKER, Index.NONE),
          plain("least-request", "least-request", Place.GATEWAY, Index.NONE),
          plain("power-of-two", "power-of-two", Place.GATEWAY, Index.NONE),
          // Counters and cache exact, as if its metadata centre answered at once; it records
          // after a good answer.
          new Contestant(
              "aigw", "aigw", Map.of(), Place.ONE, 0, 0, false, Index.OWN, LARGE, false, false),
          scraping("llm-d-50ms", "llm-d", Place.ONE, 50 * MS),
          scraping("llm-d-1s", "llm-d", Place.ONE, 1000 * MS),
          scraping("llm-d-per-gateway", "llm-d", Place.GATEWAY, 50 * MS),
          scraping("higress", "higress", Place.WORKER, 2000 * MS),
          plain("sglang", "sglang", Place.ONE, Index.OWN),
          exchanging("expected-wait", true, Index.SHARED),
          exchanging("expected-wait-alone", false, Index.NONE),
          plain(Contestant.ALL_KNOWING, Contestant.ALL_KNOWING, Place.ONE, Index.NONE));

  private Contestants() {}

  /** All of them. */
  public static List<Contestant> all() {
    return ALL;
  }

  /** The one of that name, or {@code null}. */
  public static Contestant find(String name) {
    for (Contestant contestant : ALL) {
      if (contestant.name().equals(name)) {
        return contestant;
      }
    }
    return null;
  }

  private static Contestant plain(String name, String policy, Place place, Index index) {
    return new Contestant(name, policy, Map.of(), place, 0, 0, false, index, LARGE, true, false);
  }

  private static Contestant scraping(String name, String policy, Place place, long scrape) {
    return new Contestant(
        name, policy, Map.of(), place, scrape, 0, false, Index.OWN, LARGE, true, false);
  }

  private static Contestant exchanging(String name, boolean counts, Index index) {
    return new Contestant(
        name,
        "expected-wait",
        Map.of(),
        Place.WORKER,
        250 * MS,
        250 * MS,
        counts,
        index,
        STANDARD,
        false,
        true);
  }
}
