package dev.samovar.agent.scrape;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The last result of every target that is up; thread-safe. */
public final class Board {
  private final Map<String, Scraped> results = new ConcurrentHashMap<>();
  private final Set<String> down = ConcurrentHashMap.newKeySet();
  private final AtomicLong changes = new AtomicLong();

  void put(Scraped scraped) {
    results.put(scraped.target().id(), scraped);
    down.remove(scraped.target().id());
    changes.incrementAndGet();
  }

  /** The target has failed too often for its last result to count. */
  void down(Target target) {
    results.remove(target.id());
    down.add(target.id());
    changes.incrementAndGet();
  }

  /** Whether the target was scraped here last, in vain. */
  public boolean isDown(Target target) {
    return down.contains(target.id());
  }

  /** The target is no longer scraped here. */
  void remove(Target target) {
    down.remove(target.id());
    if (results.remove(target.id()) != null) {
      changes.incrementAndGet();
    }
  }

  public Optional<Scraped> get(Target target) {
    return Optional.ofNullable(results.get(target.id()));
  }

  public List<Scraped> all() {
    return List.copyOf(results.values());
  }

  /** Grows with every change. */
  public long changes() {
    return changes.get();
  }
}
