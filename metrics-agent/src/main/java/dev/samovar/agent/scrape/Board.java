package dev.samovar.agent.scrape;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The last result of every target that is up; thread-safe. */
public final class Board {
  private final Map<Target, Scraped> results = new ConcurrentHashMap<>();

  void put(Scraped scraped) {
    results.put(scraped.target(), scraped);
  }

  void remove(Target target) {
    results.remove(target);
  }

  public Optional<Scraped> get(Target target) {
    return Optional.ofNullable(results.get(target));
  }

  public List<Scraped> all() {
    return List.copyOf(results.values());
  }
}
