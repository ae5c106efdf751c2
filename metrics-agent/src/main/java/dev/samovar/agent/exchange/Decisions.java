package dev.samovar.agent.exchange;

import dev.samovar.agent.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last {@value #MOST} decisions of all proxies, for people to watch. Thread-safe. */
final class Decisions {
  private static final int MOST = 100;
  private final Deque<Told> last = new ArrayDeque<>();
  private final Clock clock;

  /** One decision and when it was made, by this agent's clock. */
  private record Told(String proxy, Upload.Decision decision, long atNanos) {}

  /** One decision as people see it. */
  record Shown(String proxy, Upload.Decision decision, long ageMillis) {}

  Decisions(Clock clock) {
    this.clock = clock;
  }

  synchronized void add(String proxy, List<Upload.Decision> decisions) {
    long now = clock.nanos();
    for (Upload.Decision d : decisions) {
      last.addFirst(new Told(proxy, d, now - Math.min(60_000, d.ageMillis()) * 1_000_000));
    }
    while (last.size() > MOST) {
      last.removeLast();
    }
  }

  /** The youngest first. */
  synchronized List<Shown> shown() {
    List<Shown> shown = new ArrayList<>();
    last.forEach(
        t -> shown.add(new Shown(t.proxy(), t.decision(), clock.millisSince(t.atNanos()))));
    return shown;
  }
}
