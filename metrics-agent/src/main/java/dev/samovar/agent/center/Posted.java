package dev.samovar.agent.center;

import dev.samovar.agent.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Requests that clients of the metadata centre's contract announced and have not ended. One lives
 * for eleven minutes at most; at most {@value #MOST} are kept. A deletion that overtakes its
 * announcement counts for a second. Thread-safe.
 */
final class Posted {
  private static final int MOST = 100_000;
  private static final long LIFE_NANOS = 660_000_000_000L;
  private static final long OVERTAKEN_NANOS = 1_000_000_000L;

  private final Clock clock;
  private final Map<String, Request> requests = new LinkedHashMap<>();
  private final Map<String, Long> deleted = new LinkedHashMap<>();

  /** What one endpoint of a cluster has. */
  record Load(long requests, long promptLength) {}

  private record Request(String cluster, String ip, long promptLength, long addedNanos) {}

  Posted(Clock clock) {
    this.clock = clock;
  }

  /** Notes a request; one that is known already changes nothing. */
  synchronized void add(String id, String cluster, String ip, long promptLength) {
    expire();
    if (requests.size() < MOST && deleted.remove(id) == null) {
      requests.putIfAbsent(id, new Request(cluster, ip, promptLength, clock.nanos()));
    }
  }

  synchronized void end(String id) {
    expire();
    if (requests.remove(id) == null && deleted.size() < MOST) {
      deleted.put(id, clock.nanos());
    }
  }

  /** Its first token has come: its prompt is no longer in prefill. */
  synchronized void endPrompt(String id) {
    requests.computeIfPresent(id, (i, r) -> new Request(r.cluster(), r.ip(), 0, r.addedNanos()));
  }

  private void expire() {
    long now = clock.nanos();
    requests.values().removeIf(r -> now - r.addedNanos() > LIFE_NANOS);
    deleted.values().removeIf(at -> now - at > OVERTAKEN_NANOS);
  }

  /** By IP address. */
  synchronized Map<String, Load> of(String cluster) {
    expire();
    Map<String, Load> loads = new HashMap<>();
    for (Request r : requests.values()) {
      if (r.cluster().equals(cluster)) {
        loads.merge(
            r.ip(),
            new Load(1, r.promptLength()),
            (a, b) -> new Load(a.requests + b.requests, a.promptLength + b.promptLength));
      }
    }
    return loads;
  }
}
