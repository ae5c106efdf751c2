package dev.samovar.agent.scrape;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The last result of every target that is up; thread-safe. */
public final class Board {
  private final Map<String, Scraped> results = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  void put(Scraped scraped) {
    results.put(scraped.target().id(), scraped);
    changes.incrementAndGet();
  }

  void remove(Target target) {
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
