package dev.samovar.agent.snapshot;

import dev.samovar.agent.scrape.Board;
import dev.samovar.agent.scrape.Scraped;
import dev.samovar.agent.scrape.Target;
import dev.samovar.agent.time.Clock;
import dev.samovar.agent.time.Wall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes snapshots from what this agent scraped and what others wrote into the store; thread-safe. A
 * new one is made when it is asked for, something has changed, and the last is {@value
 * #SHORTEST_MILLIS} ms old.
 */
public final class Snapshots {
  private static final long SHORTEST_MILLIS = 10;
  private final String agent;
  private final Board board;
  private final Clock clock;
  private final Wall wall;
  private final Duration keep;
  private final long startNanos;
  private final long startMillis;
  private List<Target> targets = List.of();
  private Map<String, Seen> others = Map.of();
  private long changes;
  private long seenChanges = -1;
  private Snapshot current;
  private Map<String, Seen> seenNow = Map.of();

  /**
   * @param keep how long a figure is kept that nobody has renewed nor taken back, as happens while
   *     a target moves from one agent to another
   */
  public Snapshots(String agent, Board board, Clock clock, Wall wall, Duration keep) {
    this.agent = agent;
    this.board = board;
    this.clock = clock;
    this.wall = wall;
    this.keep = keep;
    this.startNanos = clock.nanos();
    this.startMillis = wall.millis();
    this.current = new Snapshot(0, agent, startMillis, startNanos, List.of());
  }

  /** All targets from now on. */
  public synchronized void targets(List<Target> all) {
    targets = List.copyOf(all);
    changes++;
    rebuild();
  }

  public synchronized List<Target> targets() {
    return targets;
  }

  /** What other agents last told, by target id. */
  public synchronized void others(Map<String, Seen> seen) {
    if (!seen.equals(others)) {
      others = Map.copyOf(seen);
      changes++;
    }
  }

  public synchronized Snapshot current() {
    boolean changed = seenChanges != changes + board.changes();
    if (changed && clock.millisSince(current.generatedAtNanos()) >= SHORTEST_MILLIS) {
      rebuild();
    }
    return current;
  }

  /** Milliseconds since 1970 at a reading of the clock; steady between two jumps of the day. */
  public long epochMillis(long nanos) {
    return startMillis + (nanos - startNanos) / 1_000_000;
  }

  private void rebuild() {
    seenChanges = changes + board.changes();
    long now = clock.nanos();
    List<EndpointState> endpoints = new ArrayList<>(targets.size());
    Map<String, Seen> next = new HashMap<>();
    for (Target target : targets) {
      Optional<Seen> seen = seen(target, now);
      seen.ifPresent(s -> next.put(target.id(), s));
      endpoints.add(new EndpointState(target, seen));
    }
    seenNow = next;
    current = new Snapshot(current.revision() + 1, agent, wall.millis(), now, endpoints);
  }

  private Optional<Seen> seen(Target target, long now) {
    Optional<Scraped> own = board.get(target);
    Seen before = seenNow.get(target.id());
    if (own.isPresent()) {
      Scraped s = own.get();
      return Optional.of(
          before != null && before.signals() == s.signals()
              ? before
              : new Seen(s.signals(), epochMillis(s.scrapedAtNanos()), s.scrapedAtNanos(), agent));
    }
    if (board.isDown(target)) {
      return Optional.empty();
    }
    Seen other = others.get(target.id());
    Seen youngest =
        other != null && (before == null || other.scrapedAtNanos() - before.scrapedAtNanos() >= 0)
            ? other
            : before;
    return Optional.ofNullable(youngest).filter(s -> now - s.scrapedAtNanos() <= keep.toNanos());
  }
}
