package dev.samovar.cli.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.core.config.Configuration;
import java.util.Map;

/**
 * One request under one configuration.
 *
 * @param snapshot the agent's {@code GET /v1/snapshot}, or {@code null} where nothing is known
 * @param snapshotFile its name in messages
 * @param loads scalar loads by metric key without prefix
 * @param route the proxy's route name, or empty
 * @param service the proxy's cluster name, or empty
 * @param nowMillis milliseconds since 1970, or -1 for the moment of the snapshot
 * @param laterMillis added to that moment
 * @param random the draw
 * @param policy that takes the place of the configured ones, or {@code null}; the configuration
 *     must then let requests name theirs, see {@link #allowStrategies}
 */
public record Question(
    Configuration configuration,
    JsonNode snapshot,
    String snapshotFile,
    Map<String, Double> loads,
    RequestFile request,
    String route,
    String service,
    long nowMillis,
    long laterMillis,
    long random,
    String policy) {

  /** Lets requests name their policy, in a document of the filter and in each of its rules. */
  public static JsonNode allowStrategies(JsonNode document) {
    ObjectNode copy = document.deepCopy();
    allow(copy.path("value").isObject() && copy.has("@type") ? copy.path("value") : copy);
    return copy;
  }

  private static void allow(JsonNode settings) {
    if (settings instanceof ObjectNode object) {
      object.remove("allow_routing_strategy");
      object.put("allowRoutingStrategy", true);
      object.path("_rules_").forEach(Question::allow);
    }
  }
}
