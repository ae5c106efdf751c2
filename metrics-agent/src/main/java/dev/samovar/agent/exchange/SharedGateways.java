package dev.samovar.agent.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.agent.store.Pipeline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Tells the other agents what this one's proxies said, and hears theirs, in the round trip of
 * others. One key per agent, {@code <namespace>gateways:{all}:<agent>}: {@code {"v":1, "g":
 * gateways, "w": workers, "e": {target: [in flight, pending prompt tokens]}, "o": {target: the six
 * sums of {@link Observations.Observed}}, "n": [[cursor, target, hashes in hexadecimal]]}}.
 */
final class SharedGateways {
  private static final int VERSION = 1;
  private static final int MOST_HASHES = 2_048;
  private static final int ROUNDS_KEPT = 8;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String prefix;
  private final String agent;
  private final Supplier<Set<String>> agents;
  private final Gateways gateways;
  private final Observations observations;
  private final PrefixNews news;
  private final Duration ttl;
  private final Deque<Long> rounds = new ArrayDeque<>();
  private final Map<String, Long> cursors = new HashMap<>();

  SharedGateways(
      String namespace,
      String agent,
      Supplier<Set<String>> agents,
      Gateways gateways,
      Observations observations,
      PrefixNews news,
      Duration ttl) {
    this.prefix = namespace + "gateways:{all}:";
    this.agent = agent;
    this.agents = agents;
    this.gateways = gateways;
    this.observations = observations;
    this.news = news;
    this.ttl = ttl;
  }

  synchronized void join(Pipeline pipeline) {
    Set<String> living = agents.get();
    List<String> keys = living.stream().filter(a -> !a.equals(agent)).map(a -> prefix + a).toList();
    if (keys.isEmpty()) {
      gateways.others(Map.of(), new Gateways.Totals(0, 0));
      observations.others(Map.of());
      return;
    }
    pipeline.put(prefix + agent, text(), ttl);
    pipeline.get(keys).thenAccept(this::heard);
  }

  private String text() {
    ObjectNode node = JSON.createObjectNode();
    Gateways.Totals totals = gateways.ownTotals();
    node.put("v", VERSION).put("g", totals.gateways()).put("w", totals.workers());
    ObjectNode loads = node.putObject("e");
    gateways
        .own()
        .forEach(
            (id, load) -> loads.putArray(id).add(load.inFlight()).add(load.pendingPromptTokens()));
    ObjectNode seen = node.putObject("o");
    observations
        .own()
        .forEach(
            (id, o) ->
                seen.putArray(id)
                    .add(o.requests())
                    .add(o.errors())
                    .add(o.timedFirst())
                    .add(o.firstMicros())
                    .add(o.timed())
                    .add(o.micros()));
    ArrayNode lines = node.putArray("n");
    HexFormat hex = HexFormat.of();
    for (PrefixNews.Item item : news.local(oldestNews(), MOST_HASHES)) {
      StringBuilder hashes = new StringBuilder();
      for (long hash : item.hashes()) {
        hashes.append(hex.toHexDigits(hash));
      }
      lines.addArray().add(item.cursor()).add(item.id()).add(hashes.toString());
    }
    return node.toString();
  }

  /** Where the news began that the others may not have read: {@value #ROUNDS_KEPT} rounds ago. */
  private long oldestNews() {
    rounds.addLast(news.cursor());
    return rounds.size() > ROUNDS_KEPT ? rounds.removeFirst() : 0;
  }

  private synchronized void heard(Map<String, String> texts) {
    Map<String, Gateways.Load> loads = new HashMap<>();
    Map<String, Observations.Observed> seen = new HashMap<>();
    int count = 0;
    int workers = 0;
    for (Map.Entry<String, String> entry : texts.entrySet()) {
      JsonNode node = parse(entry.getValue());
      if (node == null || node.path("v").asInt() != VERSION) {
        continue;
      }
      count += bounded(node.path("g").asInt());
      workers += bounded(node.path("w").asInt());
      node.path("e")
          .properties()
          .forEach(
              e -> {
                long inFlight = e.getValue().path(0).asLong(-1);
                long pending = e.getValue().path(1).asLong(-1);
                if (inFlight >= 0
                    && inFlight <= Upload.MAX_IN_FLIGHT
                    && pending >= 0
                    && pending <= Upload.MAX_TOKENS) {
                  loads.merge(
                      e.getKey(), new Gateways.Load(inFlight, pending), Gateways.Load::plus);
                }
              });
      node.path("o")
          .properties()
          .forEach(
              o ->
                  observed(o.getValue())
                      .ifPresent(
                          told -> seen.merge(o.getKey(), told, Observations.Observed::plus)));
      news(entry.getKey(), node.path("n"));
    }
    gateways.others(loads, new Gateways.Totals(count, workers));
    observations.others(seen);
  }

  /** Empty where a sum cannot be. */
  private static Optional<Observations.Observed> observed(JsonNode sums) {
    long[] n = new long[6];
    for (int i = 0; i < n.length; i++) {
      n[i] = sums.path(i).asLong(-1);
      if (n[i] < 0 || n[i] > Long.MAX_VALUE / 1_000) {
        return Optional.empty();
      }
    }
    return n[1] > n[0] || n[2] > n[0] || n[4] > n[0]
        ? Optional.empty()
        : Optional.of(new Observations.Observed(n[0], n[1], n[2], n[3], n[4], n[5]));
  }

  private static int bounded(int count) {
    return Math.max(0, Math.min(100_000, count));
  }

  private void news(String from, JsonNode lines) {
    long last = cursors.getOrDefault(from, 0L);
    long reached = 0;
    for (JsonNode line : lines) {
      long cursor = line.path(0).asLong();
      String hex = line.path(2).asText();
      if (cursor > last && hex.length() % 16 == 0 && hex.matches("[0-9a-f]{16,32768}")) {
        long[] hashes = new long[hex.length() / 16];
        for (int i = 0; i < hashes.length; i++) {
          hashes[i] = Long.parseUnsignedLong(hex, 16 * i, 16 * i + 16, 16);
        }
        news.add("agent " + from, false, line.path(1).asText(), hashes);
      }
      reached = Math.max(reached, cursor);
    }
    // A restarted agent begins to count anew.
    if (reached > 0) {
      cursors.put(from, reached);
    }
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
