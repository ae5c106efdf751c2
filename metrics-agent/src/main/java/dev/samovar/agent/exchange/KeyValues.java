package dev.samovar.agent.exchange;

import dev.samovar.agent.store.Reading;
import dev.samovar.agent.store.Store;
import dev.samovar.agent.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Values of metric keys, kept ready: who asks for a key has it read again every {@value
 * #PERIOD_MILLIS} ms while somebody asked within the last ten seconds. Only the first question
 * waits for the store. Where the store is gone, the last values are told with their growing age.
 */
final class KeyValues {
  private static final long PERIOD_MILLIS = 120;
  private static final long FORGET_NANOS = 10_000_000_000L;
  private static final int MOST_KEYS = 20_000;

  private final Store store;
  private final ScheduledExecutorService scheduler;
  private final Clock clock;
  private final Map<String, Long> wanted = new HashMap<>();
  private Set<String> covered = Set.of();
  private Set<String> told = Set.of();
  private Optional<Reading> last = Optional.empty();
  private CompletableFuture<Void> reading = CompletableFuture.completedFuture(null);
  private boolean ticking;

  KeyValues(Store store, ScheduledExecutorService scheduler, Clock clock) {
    this.store = store;
    this.scheduler = scheduler;
    this.clock = clock;
  }

  /** The last reading that covers these keys; empty when the store has never told them. */
  CompletionStage<Optional<Reading>> values(List<String> keys) {
    synchronized (this) {
      long now = clock.nanos();
      for (String key : keys) {
        if (wanted.size() < MOST_KEYS || wanted.containsKey(key)) {
          wanted.put(key, now);
        }
      }
      if (covered.containsAll(keys)) {
        tick();
        return CompletableFuture.completedFuture(known(keys));
      }
    }
    return refresh()
        .thenApply(
            done -> {
              synchronized (this) {
                tick();
                return known(keys);
              }
            });
  }

  private Optional<Reading> known(List<String> keys) {
    return told.containsAll(keys) ? last : Optional.empty();
  }

  private void tick() {
    if (ticking || wanted.isEmpty()) {
      return;
    }
    ticking = true;
    try {
      scheduler.schedule(this::ticked, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopping) {
      return;
    }
  }

  private void ticked() {
    refresh()
        .whenComplete(
            (done, error) -> {
              synchronized (this) {
                ticking = false;
                tick();
              }
            });
  }

  /** Reads all wanted keys behind what is under way; never fails. */
  private synchronized CompletableFuture<Void> refresh() {
    reading = reading.thenCompose(before -> read());
    return reading;
  }

  private CompletableFuture<Void> read() {
    List<String> keys;
    synchronized (this) {
      long now = clock.nanos();
      wanted.values().removeIf(asked -> now - asked > FORGET_NANOS);
      keys = new ArrayList<>(wanted.keySet());
    }
    if (keys.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return store
        .read(keys)
        .handle(
            (values, error) -> {
              synchronized (this) {
                // Asked in vain is asked too: the next one does not wait again.
                covered = Set.copyOf(keys);
                if (error == null) {
                  last = Optional.of(values);
                  told = covered;
                }
              }
              return (Void) null;
            })
        .toCompletableFuture();
  }
}
