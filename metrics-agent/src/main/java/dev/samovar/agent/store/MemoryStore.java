package dev.samovar.agent.store;

import dev.samovar.agent.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The store of an agent without Redis: what it wrote itself, gone with the process. */
public final class MemoryStore implements Store {
  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> maps = new HashMap<>();
  private final Clock clock;

  private record Entry(String value, long expiresNanos) {}

  public MemoryStore(Clock clock) {
    this.clock = clock;
  }

  @Override
  public CompletionStage<Reading> read(List<String> keys) {
    long now = clock.nanos();
    Map<String, String> values = new HashMap<>();
    for (String key : keys) {
      Entry entry = entries.get(key);
      if (entry != null && entry.expiresNanos() - now > 0) {
        values.put(key, entry.value());
      }
    }
    return CompletableFuture.completedFuture(new Reading(values, now));
  }

  @Override
  public CompletionStage<Void> write(Map<String, String> values, Duration ttl) {
    long now = clock.nanos();
    entries.values().removeIf(e -> e.expiresNanos() - now <= 0);
    values.forEach((key, value) -> entries.put(key, new Entry(value, now + ttl.toNanos())));
    return CompletableFuture.completedFuture(null);
  }

  Void put(String key, String value, Duration ttl) {
    entries.put(key, new Entry(value, clock.nanos() + ttl.toNanos()));
    return null;
  }

  Map<String, String> get(List<String> keys) {
    return read(keys).toCompletableFuture().join().values();
  }

  @Override
  public Pipeline pipeline() {
    long now = clock.nanos();
    entries.values().removeIf(e -> e.expiresNanos() - now <= 0);
    return new MemoryPipeline(this, maps);
  }

  @Override
  public CompletionStage<Void> ping() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    entries.clear();
  }
}
