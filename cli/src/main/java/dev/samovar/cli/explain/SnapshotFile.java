package dev.samovar.cli.explain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The agent's answer to {@code GET /v1/snapshot}, brought into a fleet. Figures are rounded as an
 * exchange rounds them, so that what is decided over them is what the filter would decide.
 *
 * <p>What the fleet's proxies have in flight counts as other proxies', for this one has nothing
 * under way.
 */
final class SnapshotFile {
  private final String file;
  private final JsonNode root;
  private final List<String> errors = new ArrayList<>();

  SnapshotFile(String file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /**
   * When the snapshot was asked for, as far as it tells: the latest sum of a scrape's time and its
   * age, else when it was made; -1 where it says neither.
   */
  long askedAtMillis() {
    long latest = millis(root.path("generatedAt"));
    for (JsonNode endpoint : root.path("endpoints")) {
      long scraped = millis(endpoint.path("scrapedAt"));
      if (scraped >= 0) {
        latest = Math.max(latest, scraped + endpoint.path("ageMs").asLong());
      }
    }
    return latest;
  }

  /** How it is named among all snapshots, or empty. */
  String id() {
    return root.path("id").asText();
  }

  /** Takes it over; answers what is wrong with it. */
  List<String> into(Fleet fleet, long nowMillis) {
    if (!root.path("endpoints").isArray()) {
      errors.add(file + ": endpoints: missing; must be the answer of GET /v1/snapshot");
      return errors;
    }
    fleet.begin();
    for (int i = 0; i < root.path("endpoints").size(); i++) {
      endpoint("endpoints[" + i + "]", root.path("endpoints").get(i), fleet, nowMillis);
    }
    fleet.end();
    return errors;
  }

  private void endpoint(String path, JsonNode node, Fleet fleet, long nowMillis) {
    String provider = text(path + ".provider", node.path("provider"));
    String address = text(path + ".address", node.path("address"));
    long scrapedAt = node.has("scrapedAt") ? millis(node.path("scrapedAt")) : -1;
    if (node.has("scrapedAt") && scrapedAt < 0) {
      errors.add(file + ": " + path + ".scrapedAt: must be a time as in 2026-01-31T12:00:00Z");
    }
    if (provider == null || address == null) {
      return;
    }
    Endpoint endpoint = fleet.endpoint(provider, address);
    fleet.keep(endpoint);
    endpoint.labels(labels(node.path("labels")));
    if (scrapedAt >= 0) {
      endpoint.scraped(
          scrapedAt,
          rounded(path, node, "waiting", 1),
          rounded(path, node, "running", 1),
          rounded(path, node, "kvCacheUsage", 10_000));
      double cache = rounded(path, node, "blockSize", 1) * rounded(path, node, "blockCount", 1);
      endpoint.rates(
          rounded(path, node, "timeToFirstToken", 1_000_000),
          rounded(path, node, "interTokenLatency", 1_000_000),
          rounded(path, node, "tokensInPerSecond", 1),
          rounded(path, node, "tokensOutPerSecond", 1),
          Double.isNaN(cache) ? -1 : (int) Math.min(cache, Integer.MAX_VALUE));
      endpoint.adapters(adapters(node));
    }
    double inFlight = rounded(path, node, "inFlight", 1);
    double pending = rounded(path, node, "pendingPromptTokens", 1);
    endpoint.others(
        (int) (Double.isNaN(inFlight) ? 0 : Math.min(inFlight, Integer.MAX_VALUE)),
        (long) (Double.isNaN(pending) ? 0 : pending),
        nowMillis);
  }

  private String text(String path, JsonNode node) {
    if (!node.isTextual() || node.asText().isEmpty()) {
      errors.add(file + ": " + path + ": missing; must be a text");
      return null;
    }
    return node.asText();
  }

  private double rounded(String path, JsonNode node, String signal, int scale) {
    JsonNode value = node.path(signal);
    if (value.isMissingNode() || value.isNull()) {
      return Double.NaN;
    }
    double number = value.asDouble(Double.NaN);
    if (!value.isNumber() || !(number >= 0 && number <= 1e15)) {
      errors.add(file + ": " + path + "." + signal + ": must be a number from 0");
      return Double.NaN;
    }
    double steps = Math.round(number * scale);
    // As the exchange's reader turns microseconds back.
    return scale == 1_000_000 ? steps * 1e-6 : steps / scale;
  }

  private static String[] labels(JsonNode labels) {
    List<String> out = new ArrayList<>();
    labels
        .properties()
        .forEach(
            label -> {
              out.add(label.getKey());
              out.add(label.getValue().asText());
            });
    return out.toArray(String[]::new);
  }

  private static String[] adapters(JsonNode node) {
    List<String> out = new ArrayList<>();
    node.path("loraRunning").forEach(name -> out.add(name.asText()));
    node.path("loraWaiting").forEach(name -> out.add(name.asText()));
    return out.toArray(String[]::new);
  }

  private static long millis(JsonNode time) {
    try {
      return time.isTextual() ? Instant.parse(time.asText()).toEpochMilli() : -1;
    } catch (DateTimeException e) {
      return -1;
    }
  }
}
