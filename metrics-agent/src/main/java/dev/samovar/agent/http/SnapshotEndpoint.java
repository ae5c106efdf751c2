package dev.samovar.agent.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.agent.map.Signals;
import dev.samovar.agent.snapshot.EndpointState;
import dev.samovar.agent.snapshot.Seen;
import dev.samovar.agent.snapshot.Snapshot;
import dev.samovar.agent.time.Clock;
import java.time.Instant;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * {@code GET /v1/snapshot}: all endpoints for people and scripts. Times are ISO 8601; an unknown
 * signal is left out; {@code sources} tells the alternative used where a mapping has several.
 */
public final class SnapshotEndpoint implements Endpoint {
  public static final String PATH = "/v1/snapshot";
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Supplier<Snapshot> snapshots;
  private final BiConsumer<String, ObjectNode> more;
  private final Clock clock;

  /**
   * @param more adds to an endpoint, given its target's id, what is not scraped
   */
  public SnapshotEndpoint(
      Supplier<Snapshot> snapshots, BiConsumer<String, ObjectNode> more, Clock clock) {
    this.snapshots = snapshots;
    this.more = more;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Answer> answer(Request request) {
    Snapshot snapshot = snapshots.get();
    ObjectNode document = JSON.createObjectNode();
    document.put("id", snapshot.id());
    document.put("generatedAt", Instant.ofEpochMilli(snapshot.generatedAtMillis()).toString());
    document.put("agent", snapshot.agent());
    var endpoints = document.putArray("endpoints");
    snapshot.endpoints().forEach(endpoint -> add(endpoint, endpoints.addObject()));
    return CompletableFuture.completedFuture(Answer.json(200, document.toString()));
  }

  private void add(EndpointState endpoint, ObjectNode node) {
    node.put("provider", endpoint.target().provider());
    node.put("address", endpoint.target().address().toString());
    node.put("engine", endpoint.target().engine().name());
    if (!endpoint.target().labels().isEmpty()) {
      ObjectNode labels = node.putObject("labels");
      new TreeMap<>(endpoint.target().labels()).forEach(labels::put);
    }
    if (endpoint.seen().isPresent()) {
      Seen seen = endpoint.seen().get();
      node.put("scrapedAt", Instant.ofEpochMilli(seen.scrapedAtMillis()).toString());
      node.put("ageMs", clock.millisSince(seen.scrapedAtNanos()));
      node.put("scrapedBy", seen.by());
      signals(seen.signals(), node);
    }
    more.accept(endpoint.target().id(), node);
  }

  private static void signals(Signals signals, ObjectNode node) {
    new TreeMap<>(signals.known())
        .forEach(
            (signal, value) -> {
              if (value == Math.rint(value) && Math.abs(value) < 1e15) {
                node.put(signal.text(), value.longValue());
              } else {
                node.put(signal.text(), value);
              }
            });
    if (!signals.loraRunning().isEmpty()) {
      signals.loraRunning().forEach(node.putArray("loraRunning")::add);
    }
    if (!signals.loraWaiting().isEmpty()) {
      signals.loraWaiting().forEach(node.putArray("loraWaiting")::add);
    }
    if (!signals.used().isEmpty()) {
      ObjectNode sources = node.putObject("sources");
      new TreeMap<>(signals.used()).forEach((signal, text) -> sources.put(signal.text(), text));
    }
  }
}
