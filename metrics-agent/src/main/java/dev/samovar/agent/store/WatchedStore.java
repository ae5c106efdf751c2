package dev.samovar.agent.store;

import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.store.StoreException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A store whose every answer updates {@link Health} and the metrics, with a periodic ping. */
public final class WatchedStore implements Store {
  private static final long PING_MILLIS = 500;
  private final Store store;
  private final Health health;
  private final AgentMetrics metrics;
  private final Refusals refusals = new Refusals();
  private final AtomicBoolean pinging = new AtomicBoolean();

  public WatchedStore(Store store, Health health, AgentMetrics metrics) {
    this.store = store;
    this.health = health;
    this.metrics = metrics;
  }

  /** Pings now and every half second, one at a time, until the scheduler ends. */
  public void watch(ScheduledExecutorService scheduler) {
    scheduler.scheduleWithFixedDelay(this::pingOnce, 0, PING_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void pingOnce() {
    if (pinging.compareAndSet(false, true)) {
      ping().whenComplete((done, error) -> pinging.set(false));
    }
  }

  @Override
  public CompletionStage<Reading> read(List<String> keys) {
    return noted("read", store.read(keys))
        .whenComplete(
            (reading, error) -> {
              if (error == null) {
                metrics.goodRead();
              }
            });
  }

  @Override
  public CompletionStage<Void> write(Map<String, String> values, Duration ttl) {
    return noted("write", store.write(values, ttl));
  }

  @Override
  public Pipeline pipeline() {
    return new WatchedPipeline(store.pipeline());
  }

  /** Notes what the round trip as a whole did, and each command that the store refused. */
  private final class WatchedPipeline implements Pipeline {
    private final Pipeline pipeline;

    private WatchedPipeline(Pipeline pipeline) {
      this.pipeline = pipeline;
    }

    private <T> CompletionStage<T> refusals(String call, CompletionStage<T> stage) {
      return stage.whenComplete(
          (value, error) -> {
            Throwable cause = error instanceof CompletionException ? error.getCause() : error;
            if (cause instanceof StoreException e && e.kind() == Kind.REFUSED) {
              metrics.storeError(call, e.kind().label());
            }
          });
    }

    /** As {@link #refusals}, and told once in the log: nobody else tells of these. */
    private <T> CompletionStage<T> told(
        String call, String command, String key, CompletionStage<T> stage) {
      return refusals(call, stage)
          .whenComplete(
              (value, error) -> {
                Throwable cause = error instanceof CompletionException ? error.getCause() : error;
                if (cause == null) {
                  refusals.taken(command, key);
                } else if (cause instanceof StoreException e && e.kind() == Kind.REFUSED) {
                  refusals.refused(command, key, e.getMessage());
                }
              });
    }

    @Override
    public CompletionStage<Void> put(String key, String value, Duration ttl) {
      return refusals("write", pipeline.put(key, value, ttl));
    }

    @Override
    public CompletionStage<Map<String, String>> get(List<String> keys) {
      return refusals("read", pipeline.get(keys));
    }

    @Override
    public CompletionStage<Map<String, String>> fields(String key) {
      return told("read", "HGETALL", key, pipeline.fields(key));
    }

    @Override
    public CompletionStage<Void> setField(String key, String field, String value, Duration ttl) {
      return told("write", "HSET", key, pipeline.setField(key, field, value, ttl));
    }

    @Override
    public CompletionStage<Void> removeField(String key, String field) {
      return told("write", "HDEL", key, pipeline.removeField(key, field));
    }

    @Override
    public CompletionStage<Void> append(String stream, long maxLength, String field, String value) {
      return told("write", "XADD", stream, pipeline.append(stream, maxLength, field, value));
    }

    @Override
    public CompletionStage<Void> send() {
      return noted("write", pipeline.send());
    }
  }

  @Override
  public CompletionStage<Void> ping() {
    return noted("ping", store.ping());
  }

  private <T> CompletionStage<T> noted(String call, CompletionStage<T> stage) {
    return stage.whenComplete(
        (value, error) -> {
          if (error == null) {
            health.up();
            return;
          }
          Throwable cause = error instanceof CompletionException ? error.getCause() : error;
          Kind kind = cause instanceof StoreException e ? e.kind() : Kind.UNAVAILABLE;
          metrics.storeError(call, kind.label());
          // A Redis that refuses writes (full, read-only) still answers reads.
          if (!call.equals("write") || kind != Kind.REFUSED) {
            health.down(String.valueOf(cause.getMessage()));
          }
        });
  }

  @Override
  public void close() {
    store.close();
  }
}
