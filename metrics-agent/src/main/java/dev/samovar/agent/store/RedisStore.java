package dev.samovar.agent.store;

import dev.samovar.agent.config.RedisConfig;
import dev.samovar.agent.config.SecretUri;
import dev.samovar.agent.store.StoreException.Kind;
import dev.samovar.agent.time.Clock;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Redis by one shared connection. It connects in the background, starts without Redis, and opens a
 * new connection when one that looks alive has not answered for {@value #SILENCE_MILLIS} ms (a
 * server that vanished without closing, a failover that cut the wire).
 */
public final class RedisStore implements Store {
  private static final long SILENCE_MILLIS = 3_000;
  private static final long FIRST_RETRY_MILLIS = 100;
  private static final long FIRST_ATTEMPT_MILLIS = 2_000;
  private static final long LAST_RETRY_MILLIS = 1_000;

  /** The words of Redis from 2 to 8. */
  private static final Pattern CREDENTIALS =
      Pattern.compile("WRONGPASS|NOAUTH|ERR invalid password|ERR Client sent AUTH|ERR AUTH ");

  private static final Pattern CONNECTION = Pattern.compile(".*Connection refused:? */?(.*)");

  private final Duration timeout;
  private final Clock clock;
  private final CompletableFuture<Connector> connector;
  private final CompletableFuture<Void> firstAttempt = new CompletableFuture<>();
  private volatile Link link;
  private volatile String whyNoLink = "not connected yet";
  private volatile long lastAnswerNanos;
  private volatile boolean closed;

  public RedisStore(RedisConfig config, Clock clock) {
    this.timeout = config.timeout();
    this.clock = clock;
    this.lastAnswerNanos = clock.nanos();
    // Loading the client takes longer than anything else at start-up: not on the caller's thread.
    this.connector =
        CompletableFuture.supplyAsync(
            () -> new Connector(config), task -> daemon("redis-start", task));
    connector.whenComplete(
        (c, error) -> {
          if (error == null) {
            connect(c, FIRST_RETRY_MILLIS);
          } else {
            whyNoLink = reason(error);
            firstAttempt.complete(null);
          }
        });
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void connect(Connector connector, long retryMillis) {
    if (closed) {
      return;
    }
    connector
        .connect()
        .whenComplete(
            (opened, error) -> {
              if (error == null) {
                opened(opened);
                firstAttempt.complete(null);
                return;
              }
              whyNoLink = reason(error);
              firstAttempt.complete(null);
              Executor later =
                  CompletableFuture.delayedExecutor(retryMillis, TimeUnit.MILLISECONDS);
              later.execute(() -> connect(connector, Math.min(LAST_RETRY_MILLIS, retryMillis * 2)));
            });
  }

  private void opened(Link opened) {
    lastAnswerNanos = clock.nanos();
    link = opened;
    if (closed) {
      opened.connection().closeAsync();
    }
  }

  @Override
  public CompletionStage<Reading> read(List<String> keys) {
    long asked = clock.nanos();
    if (keys.isEmpty()) {
      return CompletableFuture.completedFuture(new Reading(Map.of(), asked));
    }
    return call(l -> l.mget(keys.toArray(String[]::new)))
        .thenApply(pairs -> new Reading(values(pairs), asked));
  }

  private static Map<String, String> values(List<KeyValue<String, String>> pairs) {
    Map<String, String> values = new HashMap<>();
    for (KeyValue<String, String> pair : pairs) {
      pair.ifHasValue(value -> values.put(pair.getKey(), value));
    }
    return values;
  }

  @Override
  public CompletionStage<Void> write(Map<String, String> values, Duration ttl) {
    Pipeline pipeline = pipeline();
    CompletableFuture<?>[] sets =
        values.entrySet().stream()
            .map(e -> pipeline.put(e.getKey(), e.getValue(), ttl).toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    return pipeline.send().thenCompose(sent -> CompletableFuture.allOf(sets));
  }

  @Override
  public Pipeline pipeline() {
    return new RedisPipeline(this::call, this::translate);
  }

  @Override
  public CompletionStage<Void> ping() {
    Link current = link;
    if (current != null
        && current.connection().isOpen()
        && clock.millisSince(lastAnswerNanos) > SILENCE_MILLIS + timeout.toMillis()) {
      renew(current);
    }
    // At start-up the first attempt is worth waiting for: no answer yet is not an answer.
    return firstAttempt.isDone()
        ? call(Link::ping)
        : firstAttempt
            .copy()
            .completeOnTimeout(null, FIRST_ATTEMPT_MILLIS, TimeUnit.MILLISECONDS)
            .thenCompose(attempted -> call(Link::ping));
  }

  private void renew(Link silent) {
    link = null;
    whyNoLink = "no answer for " + clock.millisSince(lastAnswerNanos) + " ms, connecting anew";
    silent.connection().closeAsync();
    connector.thenAccept(c -> connect(c, FIRST_RETRY_MILLIS));
  }

  private <T> CompletableFuture<T> call(Function<Link, CompletionStage<T>> command) {
    Link current = link;
    if (current == null) {
      return CompletableFuture.failedFuture(
          new StoreException(Kind.UNAVAILABLE, "redis: " + whyNoLink));
    }
    CompletionStage<T> sent;
    try {
      sent = command.apply(current);
    } catch (RuntimeException e) {
      sent = CompletableFuture.failedFuture(e);
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    sent.whenComplete(
        (value, error) -> {
          if (error == null) {
            lastAnswerNanos = clock.nanos();
            answer.complete(value);
          } else {
            answer.completeExceptionally(translate(error));
          }
        });
    // Lettuce's own deadline starts when a command is written; this one starts now.
    return answer
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .exceptionallyCompose(error -> CompletableFuture.failedFuture(translate(error)));
  }

  private StoreException translate(Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof StoreException known) {
      return known;
    }
    if (cause instanceof TimeoutException || cause instanceof RedisCommandTimeoutException) {
      return new StoreException(
          Kind.TIMEOUT, "redis: no answer within " + timeout.toMillis() + " ms");
    }
    if (cause instanceof RedisCommandExecutionException) {
      lastAnswerNanos = clock.nanos();
      return new StoreException(Kind.REFUSED, "redis: " + reason(cause));
    }
    return new StoreException(Kind.UNAVAILABLE, "redis: " + reason(cause));
  }

  /** The client's innermost words that still name the address, without credentials. */
  static String reason(Throwable error) {
    Throwable t = error;
    for (int depth = 0;
        t.getCause() != null && !(t instanceof ConnectException) && depth < 10;
        depth++) {
      t = t.getCause();
    }
    String message = t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
    String masked = named(t, SecretUri.mask(message.lines().findFirst().orElse("")));
    return masked.length() <= 200 ? masked : masked.substring(0, 197) + "...";
  }

  /** Tells apart what an operator mends in different places; the launcher reads these words. */
  private static String named(Throwable error, String message) {
    if (error instanceof RedisCommandExecutionException
        && CREDENTIALS.matcher(message).lookingAt()) {
      return "credentials refused: " + message;
    }
    Matcher refused = CONNECTION.matcher(message);
    return error instanceof ConnectException && refused.matches()
        ? "connection refused: " + refused.group(1)
        : message;
  }

  @Override
  public void close() {
    closed = true;
    Link current = link;
    link = null;
    whyNoLink = "the agent is stopping";
    if (current != null) {
      current.connection().closeAsync();
    }
    if (connector.isDone() && !connector.isCompletedExceptionally()) {
      connector.join().close();
    }
  }
}
