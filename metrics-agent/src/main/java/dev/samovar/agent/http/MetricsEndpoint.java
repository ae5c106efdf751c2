package dev.samovar.agent.http;

import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.store.Reading;
import dev.samovar.agent.store.Store;
import dev.samovar.agent.store.StoreException;
import dev.samovar.agent.time.Clock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * {@code GET /v1/metrics}: the filter's callout. One read for all keys; a value that is missing or
 * no number is {@code null}; 503 when the store is gone or late.
 */
public final class MetricsEndpoint implements Endpoint {
  public static final String PATH = "/v1/metrics";
  private static final String AGE_HEADER = "x-samovar-age-ms";

  private final Store store;
  private final Values values;
  private final String allowedPrefix;
  private final AgentMetrics metrics;
  private final Clock clock;

  public MetricsEndpoint(Store store, String allowedPrefix, AgentMetrics metrics, Clock clock) {
    this.store = store;
    this.values = new Values(metrics);
    this.allowedPrefix = allowedPrefix;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Answer> answer(Request request) {
    long start = clock.nanos();
    KeysQuery query = KeysQuery.parse(request.rawQuery(), allowedPrefix);
    CompletionStage<Answer> answer =
        query.keys().isEmpty()
            ? CompletableFuture.completedFuture(Answer.json(200, "{}").with(AGE_HEADER, "0"))
            : read(query);
    return answer.whenComplete((a, error) -> metrics.calloutNanos(clock.nanos() - start));
  }

  private CompletionStage<Answer> read(KeysQuery query) {
    List<String> full = query.keys().stream().map(key -> query.prefix() + key).toList();
    return store
        .read(full)
        .thenApply(reading -> answer(query, reading))
        .exceptionally(MetricsEndpoint::unavailable);
  }

  private Answer answer(KeysQuery query, Reading reading) {
    StringBuilder json = new StringBuilder(32 * query.keys().size()).append('{');
    for (String key : query.keys()) {
      String full = query.prefix() + key;
      json.append(json.length() == 1 ? "" : ",").append(Json.text(key)).append(':');
      json.append(values.json(full, reading.value(full)));
    }
    byte[] body = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    String age = Long.toString(clock.millisSince(reading.readAtNanos()));
    return new Answer(200, Answer.JSON, Map.of(AGE_HEADER, age), body);
  }

  private static Answer unavailable(Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    if (cause instanceof StoreException e) {
      return Answer.error(503, "store_" + e.kind().label(), null, e.getMessage());
    }
    throw new CompletionException(cause);
  }
}
