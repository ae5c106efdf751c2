package dev.samovar.agent.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.agent.map.Signal;
import dev.samovar.agent.map.Signals;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How agents spell what an endpoint told, for each other, in the store: {@code {"v":1, "at": when
 * scraped, by the writer's day clock, "age": milliseconds when written, "by": agent, "s": signals,
 * "run": adapters, "wait": adapters, "used": alternatives}}.
 */
public final class SeenText {
  private static final int VERSION = 1;
  private static final int MAX_CHARS = 64 * 1024;
  private static final int MOST_NAMES = 64;
  private static final long OLDEST_MILLIS = 3_600_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private SeenText() {}

  static String write(Seen seen, long nowNanos) {
    ObjectNode node = JSON.createObjectNode();
    node.put("v", VERSION);
    node.put("at", seen.scrapedAtMillis());
    node.put("age", Math.max(0, (nowNanos - seen.scrapedAtNanos()) / 1_000_000));
    node.put("by", seen.by());
    ObjectNode signals = node.putObject("s");
    seen.signals().known().forEach((signal, value) -> signals.put(signal.text(), value));
    if (!seen.signals().loraRunning().isEmpty()) {
      seen.signals().loraRunning().forEach(node.putArray("run")::add);
    }
    if (!seen.signals().loraWaiting().isEmpty()) {
      seen.signals().loraWaiting().forEach(node.putArray("wait")::add);
    }
    if (!seen.signals().used().isEmpty()) {
      ObjectNode used = node.putObject("used");
      seen.signals().used().forEach((signal, text) -> used.put(signal.text(), text));
    }
    return node.toString();
  }

  /**
   * Reads a text from the store, which anybody may have written.
   *
   * @param before what the same key said last: the same scrape keeps its reading of our clock
   */
  static Optional<Seen> read(String text, Optional<Seen> before, long nowNanos) {
    JsonNode node;
    try {
      node = text.length() > MAX_CHARS ? null : JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    if (node == null || node.path("v").asInt() != VERSION || !node.path("s").isObject()) {
      return Optional.empty();
    }
    long at = node.path("at").asLong();
    long age = node.path("age").asLong(-1);
    String by = node.path("by").asText();
    if (age < 0 || age > OLDEST_MILLIS || !by.matches("[A-Za-z0-9._-]{1,64}")) {
      return Optional.empty();
    }
    if (before.isPresent()
        && before.get().scrapedAtMillis() == at
        && before.get().by().equals(by)) {
      return before;
    }
    return Optional.of(new Seen(signals(node), at, nowNanos - age * 1_000_000, by));
  }

  private static Signals signals(JsonNode node) {
    Map<Signal, Double> known = new EnumMap<>(Signal.class);
    Map<Signal, String> used = new EnumMap<>(Signal.class);
    node.path("s")
        .properties()
        .forEach(
            e ->
                Signal.of(e.getKey())
                    .filter(signal -> e.getValue().isNumber())
                    .filter(signal -> signal.allows(e.getValue().doubleValue()))
                    .ifPresent(signal -> known.put(signal, e.getValue().doubleValue())));
    node.path("used")
        .properties()
        .forEach(e -> Signal.of(e.getKey()).ifPresent(s -> used.put(s, shortened(e.getValue()))));
    return new Signals(known, names(node.path("run")), names(node.path("wait")), used);
  }

  private static List<String> names(JsonNode array) {
    List<String> names = new ArrayList<>();
    for (JsonNode name : array) {
      if (names.size() < MOST_NAMES) {
        names.add(shortened(name));
      }
    }
    return names;
  }

  private static String shortened(JsonNode text) {
    String s = text.asText();
    return s.length() <= 128 ? s : s.substring(0, 128);
  }
}
