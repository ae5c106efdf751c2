package dev.samovar.agent.exchange;

import dev.samovar.agent.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What proxies last said of themselves, and the sums over all of them. One that is silent for ten
 * exchange intervals, at least three seconds, no longer counts. At most {@value #MOST} proxies; the
 * one that was silent longest makes room. Thread-safe.
 */
final class Gateways {
  private static final int MOST = 10_000;
  private static final Duration SHORTEST_LIFE = Duration.ofSeconds(3);

  private final Clock clock;
  private final long lifeNanos;
  // In the order of the last word, so that the silent ones come first.
  private final Map<String, Gateway> gateways = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Load> sums = new HashMap<>();
  private Map<String, Load> others = Map.of();
  private Totals otherTotals = new Totals(0, 0);

  /** In-flight requests and pending prompt tokens. */
  record Load(long inFlight, long pendingPromptTokens) {
    static final Load NONE = new Load(0, 0);

    Load plus(Load other) {
      return new Load(inFlight + other.inFlight, pendingPromptTokens + other.pendingPromptTokens);
    }

    Load minus(Load other) {
      return new Load(
          Math.max(0, inFlight - other.inFlight),
          Math.max(0, pendingPromptTokens - other.pendingPromptTokens));
    }
  }

  /** How many proxies and workers there are. */
  record Totals(int gateways, int workers) {}

  /** One proxy as people see it. */
  record Shown(String instance, String proxy, int workers, long sequence, long ageMillis) {}

  private static final class Gateway {
    private String proxy = "";
    private int workers;
    private long sequence;
    private long seenNanos;
    private Map<String, Load> loads = Map.of();
    private Optional<Upload.Keys> keys = Optional.empty();
  }

  Gateways(Clock clock, Duration interval) {
    this.clock = clock;
    Duration ten = interval.multipliedBy(10);
    this.lifeNanos = (ten.compareTo(SHORTEST_LIFE) < 0 ? SHORTEST_LIFE : ten).toNanos();
  }

  /**
   * Takes an exchange in, unless its sequence was there already.
   *
   * @param loads by target id; not changed any more by the caller
   * @return whether it was new
   */
  synchronized boolean take(Upload upload, Map<String, Load> loads) {
    expire();
    Gateway gateway = gateways.computeIfAbsent(upload.instance(), i -> new Gateway());
    gateway.seenNanos = clock.nanos();
    if (upload.sequence() <= gateway.sequence) {
      return false;
    }
    gateway.sequence = upload.sequence();
    gateway.proxy = upload.proxy();
    gateway.workers = Math.max(1, upload.workers());
    if (upload.keys().isPresent()) {
      gateway.keys = upload.keys();
    }
    replace(gateway, loads);
    if (gateways.size() > MOST) {
      var silent = gateways.entrySet().iterator();
      replace(silent.next().getValue(), Map.of());
      silent.remove();
    }
    return true;
  }

  private void replace(Gateway gateway, Map<String, Load> loads) {
    gateway.loads.forEach(
        (id, load) ->
            sums.computeIfPresent(
                id,
                (i, sum) -> {
                  Load rest = sum.minus(load);
                  return rest.equals(Load.NONE) ? null : rest;
                }));
    loads.forEach((id, load) -> sums.merge(id, load, Load::plus));
    gateway.loads = loads;
  }

  private void expire() {
    long now = clock.nanos();
    var entries = gateways.entrySet().iterator();
    while (entries.hasNext()) {
      Gateway silent = entries.next().getValue();
      if (now - silent.seenNanos <= lifeNanos) {
        return;
      }
      replace(silent, Map.of());
      entries.remove();
    }
  }

  /** What the other agents' proxies say, from now on. */
  synchronized void others(Map<String, Load> loads, Totals totals) {
    others = Map.copyOf(loads);
    otherTotals = totals;
  }

  synchronized Optional<Upload.Keys> keys(String instance) {
    return Optional.ofNullable(gateways.get(instance)).flatMap(g -> g.keys);
  }

  /** The whole fleet's load of an endpoint. */
  synchronized Load fleet(String id) {
    expire();
    return sums.getOrDefault(id, Load.NONE).plus(others.getOrDefault(id, Load.NONE));
  }

  /** The whole fleet's load of every endpoint that has any. */
  synchronized Map<String, Load> fleet() {
    expire();
    Map<String, Load> all = new HashMap<>(sums);
    others.forEach((id, load) -> all.merge(id, load, Load::plus));
    return all;
  }

  /** The load of this agent's own proxies. */
  synchronized Map<String, Load> own() {
    expire();
    return Map.copyOf(sums);
  }

  synchronized Map<String, Load> of(String instance) {
    Gateway gateway = gateways.get(instance);
    return gateway == null ? Map.of() : gateway.loads;
  }

  synchronized Totals ownTotals() {
    expire();
    int workers = gateways.values().stream().mapToInt(g -> g.workers).sum();
    return new Totals(gateways.size(), workers);
  }

  synchronized Totals totals() {
    Totals own = ownTotals();
    return new Totals(
        own.gateways() + otherTotals.gateways(), own.workers() + otherTotals.workers());
  }

  synchronized List<Shown> shown() {
    expire();
    List<Shown> all = new ArrayList<>();
    gateways.forEach(
        (instance, g) ->
            all.add(
                new Shown(
                    instance, g.proxy, g.workers, g.sequence, clock.millisSince(g.seenNanos))));
    return all;
  }
}
