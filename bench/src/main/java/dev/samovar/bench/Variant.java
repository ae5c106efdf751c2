package dev.samovar.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.core.policy.Policies;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * One way to run Envoy, measured beside the others; {@code variants.json} has a line for each, and
 * each policy of the configuration is one more.
 *
 * @param name as the flags and the table call it
 * @param peer the peer that is needed, or the empty string
 * @param endpoints how many the snapshot holds; 0 where there is none
 * @param settings what the filter's configuration has besides providers and agent
 * @param groups the names under which it can be asked for with others
 * @param cases in which it is measured where nothing is asked for; none for most
 */
record Variant(
    String name,
    Kind kind,
    String peer,
    int endpoints,
    ObjectNode settings,
    List<String> groups,
    List<String> cases,
    String about) {

  private static final String POLICIES = "policies";
  private static final int POLICY_ENDPOINTS = 32;

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
              texts(line.path("groups")),
              texts(line.path("cases")),
              line.get("about").asText()));
    }
    for (int i = 0; i < Policies.count(); i++) {
      Variant without = policy(Policies.name(i), false);
      Variant with = policy(Policies.name(i), true);
      out.add(without);
      if (FilterConfiguration.indexesPrefixes(with)) {
        out.add(with);
      }
    }
    return out;
  }

  private static Variant policy(String policy, boolean prefix) {
    ObjectNode settings = Json.object().put("policy", policy);
    settings.putObject("prefix").put("enabled", prefix);
    return new Variant(
        "policy-" + policy + (prefix ? "-prefix" : ""),
        Kind.SAMOVAR,
        "",
        POLICY_ENDPOINTS,
        settings,
        List.of(POLICIES),
        List.of(),
        "policy "
            + policy
            + (policy.equals(FilterConfiguration.OF_PROVIDERS)
                ? " of 4 providers, by their numbers in the store"
                : " over 32 endpoints")
            + (prefix ? ", with the prefix index" : ""));
  }

  /** The names of all groups. */
  static Set<String> allGroups() {
    Set<String> out = new LinkedHashSet<>();
    all().forEach(variant -> out.addAll(variant.groups()));
    return out;
  }

  /**
   * Those of the given names or groups, in the order of {@link #all}.
   *
   * @throws BenchException when there is neither a variant nor a group of a name, with all such
   *     names
   */
  static List<Variant> named(List<String> names) {
    Set<String> known = new LinkedHashSet<>(allGroups());
    all().forEach(variant -> known.add(variant.name()));
    Set<String> unknown = new TreeSet<>(names);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new BenchException(
          String.join(", ", unknown)
              + ": no such variant or group; there are "
              + String.join(", ", known));
    }
    return all().stream()
        .filter(
            variant ->
                names.contains(variant.name())
                    || variant.groups().stream().anyMatch(names::contains))
        .toList();
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

  /** Whether it has to send requests to another model than the client's. */
  boolean routes() {
    return switch (kind) {
      case PLAIN, BUFFER -> false;
      case WASM -> peer.equals("rust") || peer.equals("effects");
      case LUA, EXT_PROC -> true;
      case SAMOVAR, SHIPPED -> !settings.has("pathSuffixes");
    };
  }

  /** Whether the answer's model is the client's again. */
  boolean restores() {
    return settings.path("restoreModel").asBoolean();
  }

  private static List<String> texts(JsonNode list) {
    List<String> out = new ArrayList<>();
    list.forEach(one -> out.add(one.asText()));
    return List.copyOf(out);
  }
}
