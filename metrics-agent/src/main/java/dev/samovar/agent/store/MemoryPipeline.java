package dev.samovar.agent.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A pipeline on the agent's own memory; streams are dropped, since nobody could read them. */
final class MemoryPipeline implements Pipeline {
  private final MemoryStore store;
  private final Map<String, Map<String, String>> maps;
  private final List<Runnable> commands = new ArrayList<>();

  MemoryPipeline(MemoryStore store, Map<String, Map<String, String>> maps) {
    this.store = store;
    this.maps = maps;
  }

  private <T> CompletionStage<T> note(Supplier<T> command) {
    CompletableFuture<T> result = new CompletableFuture<>();
    commands.add(() -> result.complete(command.get()));
    return result;
  }

  @Override
  public CompletionStage<Void> put(String key, String value, Duration ttl) {
    return note(() -> store.put(key, value, ttl));
  }

  @Override
  public CompletionStage<Map<String, String>> get(List<String> keys) {
    return note(() -> store.get(keys));
  }

  @Override
  public CompletionStage<Map<String, String>> fields(String key) {
    return note(() -> Map.copyOf(maps.getOrDefault(key, Map.of())));
  }

  @Override
  public CompletionStage<Void> setField(String key, String field, String value, Duration ttl) {
    return note(
        () -> {
          maps.computeIfAbsent(key, k -> new HashMap<>()).put(field, value);
          return null;
        });
  }

  @Override
  public CompletionStage<Void> removeField(String key, String field) {
    return note(
        () -> {
          maps.getOrDefault(key, new HashMap<>()).remove(field);
          return null;
        });
  }

  @Override
  public CompletionStage<Void> append(String stream, long maxLength, String field, String value) {
    return note(() -> null);
  }

  @Override
  public CompletionStage<Void> send() {
    synchronized (store) {
      commands.forEach(Runnable::run);
      commands.clear();
    }
    return CompletableFuture.completedFuture(null);
  }
}
