package dev.samovar.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One way to run Envoy, measured beside the others; {@code variants.json} has a line for each.
 *
 * @param name as the flags and the table call it
 * @param peer the peer that is needed, or the empty string
 * @param endpoints how many the snapshot holds; 0 where there is none
 * @param settings what the filter's configuration has besides providers and agent
 */
record Variant(
    String name, Kind kind, String peer, int endpoints, ObjectNode settings, String about) {

  /** What stands before the router filter. */
  enum Kind {
    PLAIN,
    BUFFER,
    LUA,
    WASM,
    EXT_PROC,
    /** Our filter as router placement in the same bare proxy as the peers. */
    SAMOVAR,
    /** Our filter in both placements, in the proxy that {@code ./samovar up} runs. */
    SHIPPED
  }

  /** All variants, in the order in which they take turns. */
  static List<Variant> all() {
    List<Variant> out = new ArrayList<>();
    for (JsonNode line : Json.resource("variants.json")) {
      out.add(
          new Variant(
              line.get("name").asText(),
              Kind.valueOf(line.get("kind").asText().toUpperCase(Locale.ROOT)),
              line.path("peer").asText(""),
              line.path("endpoints").asInt(0),
              line.has("settings") ? (ObjectNode) line.get("settings") : Json.object(),
              line.get("about").asText()));
    }
    return out;
  }

  /** What is measured where nothing is named: all but the single host calls. */
  static List<Variant> standard() {
    return all().stream().filter(variant -> !variant.peer().equals("calls")).toList();
  }

  /**
   * Those of the given names, in the order of {@link #all}.
   *
   * @throws BenchException when there is no variant of a name, with all such names
   */
  static List<Variant> named(List<String> names) {
    Map<String, Variant> all = new LinkedHashMap<>();
    all().forEach(variant -> all.put(variant.name(), variant));
    Set<String> unknown = new TreeSet<>(names);
    unknown.removeAll(all.keySet());
    if (!unknown.isEmpty()) {
      throw new BenchException(
          String.join(", ", unknown)
              + ": no such variant; there are "
              + String.join(", ", all.keySet()));
    }
    return all.values().stream().filter(variant -> names.contains(variant.name())).toList();
  }

  /**
   * Whether it has a route for the workload; the shipped proxy has none but for requests to models.
   */
  boolean serves(Workload workload) {
    return kind != Kind.SHIPPED || workload.bodyBytes() > 0;
  }

  /** Whether it is a filter of ours. */
  boolean isOurs() {
    return kind == Kind.SAMOVAR || kind == Kind.SHIPPED;
  }
}
