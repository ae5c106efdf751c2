package dev.samovar.cli.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.samovar.cli.document.Document;
import dev.samovar.cli.document.DocumentException;
import dev.samovar.cli.document.DocumentReader;
import dev.samovar.cli.document.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds wasm filters, connection managers, routes and clusters wherever they stand in Envoy's
 * configuration, be it a bootstrap, a file of resources, or what an EnvoyFilter patches. Fields may
 * be spelled in snake_case or camelCase, as Envoy allows.
 */
final class EnvoyCollector {
  private final Deployment out;

  EnvoyCollector(Deployment out) {
    this.out = out;
  }

  void take(Place place, JsonNode node) {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        take(place.at(i), node.get(i));
      }
    }
    if (!node.isObject()) {
      return;
    }
    String type = type(node);
    JsonNode typed = node.has("type_url") || node.has("typeUrl") ? node.path("value") : node;
    Place typedPlace = typed == node ? place : place.at("value");
    if (type.endsWith(".filters.http.wasm.v3.Wasm")) {
      wasm(typedPlace.at("config"), typed.path("config"));
      return;
    }
    if (type.contains(".filters.http.golang.")) {
      goFilter(place, node);
      return;
    }
    if (type.endsWith(".HttpConnectionManager")) {
      connections(typedPlace, typed);
    }
    if (node.has("match") && (node.has("route") || has(node, "direct_response"))) {
      route(place, node);
    }
    if (isCluster(node)) {
      cluster(place, node);
    }
    node.properties().forEach(field -> take(place.at(field.getKey()), field.getValue()));
  }

  /** A field by its name in snake_case, or in camelCase. */
  static JsonNode get(JsonNode node, String snake) {
    JsonNode found = node.path(snake);
    return found.isMissingNode() ? node.path(camel(snake)) : found;
  }

  /** The place of a field as it is spelled there. */
  static Place at(Place place, JsonNode node, String snake) {
    return place.at(node.has(snake) || !node.has(camel(snake)) ? snake : camel(snake));
  }

  private static boolean has(JsonNode node, String snake) {
    return node.has(snake) || node.has(camel(snake));
  }

  private static String camel(String snake) {
    StringBuilder camel = new StringBuilder();
    for (int i = 0; i < snake.length(); i++) {
      char c = snake.charAt(i);
      if (c == '_' && i + 1 < snake.length()) {
        camel.append(Character.toUpperCase(snake.charAt(++i)));
      } else {
        camel.append(c);
      }
    }
    return camel.toString();
  }

  private static String type(JsonNode node) {
    String wrapped = get(node, "type_url").asText();
    return wrapped.isEmpty() ? node.path("@type").asText() : wrapped;
  }

  private void wasm(Place place, JsonNode config) {
    JsonNode configuration = config.path("configuration");
    Place at = place.at("configuration");
    JsonNode node = configuration;
    if (configuration.path("@type").asText().endsWith("StringValue")) {
      at = at.at("value");
      node = parsed(at, configuration.path("value").asText());
    } else if (configuration.has("value")) {
      at = at.at("value");
      node = configuration.path("value");
    }
    boolean named = (config.path("name").asText() + get(config, "vm_config")).contains("samovar");
    if (named || Deployment.isFilters(node)) {
      out.plugin(at, node, Plugin.Host.ENVOY, place, config);
    }
  }

  private JsonNode parsed(Place at, String text) {
    try {
      List<Document> documents = DocumentReader.parse(at, text);
      return documents.isEmpty() ? MissingNode.getInstance() : documents.get(0).root();
    } catch (DocumentException e) {
      out.unreadable(at, e.problem());
      return MissingNode.getInstance();
    }
  }

  private void goFilter(Place place, JsonNode filter) {
    JsonNode configuration = get(filter, "plugin_config");
    Place at = at(place, filter, "plugin_config");
    if (configuration.has("value")) {
      configuration = configuration.path("value");
      at = at.at("value");
    }
    if (Deployment.isFilters(configuration)) {
      out.plugin(at, configuration, Plugin.Host.GO_FILTER, place, filter);
    }
  }

  private void connections(Place place, JsonNode manager) {
    Set<String> stripped = new HashSet<>();
    for (JsonNode extension : get(manager, "early_header_mutation_extensions")) {
      for (JsonNode mutation : get(extension, "typed_config").path("mutations")) {
        stripped.add(mutation.path("remove").asText().toLowerCase(Locale.ROOT));
      }
    }
    JsonNode filters = get(manager, "http_filters");
    boolean filtered = filters.toString().contains(".filters.http.wasm.v3.Wasm");
    out.connections(new Connections(place, !has(manager, "http_filters"), filtered, stripped));
  }

  private void route(Place place, JsonNode route) {
    Place at = place.at("match");
    out.route(place);
    JsonNode action = route.path("route");
    String header = get(action, "cluster_header").asText();
    if (!header.isEmpty()) {
      out.clusterHeader(
          new ClusterHeader(
              at(place.at("route"), action, "cluster_header"), header.toLowerCase(Locale.ROOT)));
    }
    JsonNode headers = route.path("match").path("headers");
    for (int i = 0; i < headers.size(); i++) {
      JsonNode match = headers.get(i);
      JsonNode string = get(match, "string_match").path("exact");
      JsonNode exact = string.isMissingNode() ? get(match, "exact_match") : string;
      boolean equality = exact.isTextual() && !get(match, "invert_match").asBoolean();
      out.headerRoute(
          new HeaderRoute(
              at.at("headers").at(i),
              match.path("name").asText().toLowerCase(Locale.ROOT),
              equality ? exact.asText() : null,
              action.path("cluster").asText()));
    }
    JsonNode weighted = get(action, "weighted_clusters");
    if (weighted.path("clusters").isArray()) {
      List<Double> weights = new ArrayList<>();
      weighted.path("clusters").forEach(c -> weights.add(c.path("weight").asDouble(0)));
      out.shares(
          new Shares(at(place.at("route"), action, "weighted_clusters").at("clusters"), weights));
    }
  }

  private static boolean isCluster(JsonNode node) {
    if (node.path("@type").asText().endsWith(".config.cluster.v3.Cluster")) {
      return true;
    }
    return node.path("name").isTextual()
        && (has(node, "load_assignment")
            || has(node, "cluster_type")
            || has(node, "eds_cluster_config"));
  }

  private void cluster(Place place, JsonNode cluster) {
    Set<String> overrides = new HashSet<>();
    overrides(get(cluster, "load_balancing_policy"), overrides);
    List<String> members = new ArrayList<>();
    for (JsonNode member : get(get(cluster, "cluster_type"), "typed_config").path("clusters")) {
      members.add(member.path("name").asText());
    }
    boolean byName = cluster.path("type").asText().endsWith("_DNS");
    out.cluster(new Cluster(place, cluster.path("name").asText(), overrides, members, byName));
  }

  /** Headers of {@code override_host_sources} wherever they stand below. */
  static void overrides(JsonNode node, Set<String> into) {
    for (JsonNode source : get(node, "override_host_sources")) {
      into.add(source.path("header").asText().toLowerCase(Locale.ROOT));
    }
    for (JsonNode child : node) {
      overrides(child, into);
    }
  }
}
