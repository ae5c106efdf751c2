package dev.samovar.cli.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.cli.document.Document;
import dev.samovar.cli.document.DocumentException;
import dev.samovar.cli.document.DocumentReader;
import dev.samovar.cli.document.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the Kubernetes objects of Istio, Higress, Envoy Gateway and the Gateway API, plain Ingress
 * with Higress' and nginx' annotations, and what a ConfigMap holds of the rest.
 */
final class KubernetesCollector {
  private static final Pattern DESTINATION =
      Pattern.compile("(?:(\\d+)%\\s+)?(\\S+)(?:\\s+if\\s+(\\S+)\\s*==\\s*(\\S+))?");
  private static final String[][] MATCHES = {
    {"ingress", "_match_route_"}, {"domain", "_match_domain_"}, {"service", "_match_service_"}
  };

  private final Deployment out;

  KubernetesCollector(Deployment out) {
    this.out = out;
  }

  void take(Place place, JsonNode root) {
    Place spec = place.at("spec");
    JsonNode body = root.path("spec");
    annotations(place.at("metadata").at("annotations"), root.path("metadata").path("annotations"));
    switch (root.path("kind").asText()) {
      case "List" -> {
        JsonNode items = root.path("items");
        for (int i = 0; i < items.size(); i++) {
          out.take(new Document(place.at("items").at(i), items.get(i)));
        }
      }
      case "EnvoyFilter" -> envoyFilter(spec.at("configPatches"), body.path("configPatches"));
      case "EnvoyPatchPolicy" -> new EnvoyCollector(out).take(spec, body);
      case "WasmPlugin" -> wasmPlugin(spec, body, root.path("apiVersion").asText());
      case "EnvoyExtensionPolicy" -> extensionPolicy(spec.at("wasm"), body.path("wasm"));
      case "VirtualService" -> virtualService(spec.at("http"), body.path("http"));
      case "HTTPRoute", "AIGatewayRoute" -> httpRoute(spec.at("rules"), body.path("rules"));
      case "ClientTrafficPolicy" -> trafficPolicy(spec, body);
      case "Ingress" -> out.route(place);
      case "ConfigMap" -> configMap(place.at("data"), root.path("data"));
      default -> {
        // Nothing of it concerns the deployment.
      }
    }
  }

  /** Envoy Gateway's own way of changing headers before a route is chosen. */
  private void trafficPolicy(Place spec, JsonNode body) {
    Set<String> stripped = new HashSet<>();
    for (JsonNode name : body.path("headers").path("earlyRequestHeaders").path("remove")) {
      stripped.add(name.asText().toLowerCase(Locale.ROOT));
    }
    out.connections(new Connections(spec, true, false, stripped));
  }

  private void envoyFilter(Place place, JsonNode patches) {
    for (int i = 0; i < patches.size(); i++) {
      JsonNode value = patches.get(i).path("patch").path("value");
      Place at = place.at(i).at("patch").at("value");
      if (patches.get(i).path("applyTo").asText().equals("CLUSTER")) {
        Set<String> overrides = new HashSet<>();
        EnvoyCollector.overrides(value, overrides);
        out.cluster(new Cluster(at, value.path("name").asText(), overrides, List.of(), false));
      }
      new EnvoyCollector(out).take(at, value);
    }
  }

  private void wasmPlugin(Place spec, JsonNode body, String version) {
    if (version.contains("higress")) {
      JsonNode merged = merged(spec, body);
      if (Deployment.isFilters(merged)) {
        Place at = body.has("defaultConfig") ? spec.at("defaultConfig") : spec;
        out.plugin(at, merged, Plugin.Host.HIGRESS, spec, body);
      }
    } else if (Deployment.isFilters(body.path("pluginConfig"))) {
      Place at = spec.at("pluginConfig");
      out.plugin(at, body.path("pluginConfig"), Plugin.Host.ISTIO, spec, body);
    }
  }

  /** The one document that Higress makes of the defaults and the rules. */
  private static JsonNode merged(Place spec, JsonNode body) {
    ObjectNode all =
        body.path("defaultConfig").isObject() && !body.path("defaultConfigDisable").asBoolean()
            ? body.path("defaultConfig").deepCopy()
            : JsonNodeFactory.instance.objectNode();
    ArrayNode rules = all.arrayNode();
    for (JsonNode match : body.path("matchRules")) {
      if (match.path("config").isObject() && !match.path("configDisable").asBoolean()) {
        ObjectNode rule = match.path("config").deepCopy();
        for (String[] names : MATCHES) {
          if (match.path(names[0]).size() > 0) {
            rule.set(names[1], match.path(names[0]));
          }
        }
        rules.add(rule);
      }
    }
    if (rules.size() > 0) {
      all.set("_rules_", rules);
    }
    return all;
  }

  private void extensionPolicy(Place place, JsonNode filters) {
    for (int i = 0; i < filters.size(); i++) {
      JsonNode config = filters.get(i).path("config");
      if (Deployment.isFilters(config)) {
        Place at = place.at(i);
        out.plugin(at.at("config"), config, Plugin.Host.ENVOY_GATEWAY, at, filters.get(i));
      }
    }
  }

  private void virtualService(Place place, JsonNode routes) {
    for (int i = 0; i < routes.size(); i++) {
      Place at = place.at(i);
      out.route(at);
      JsonNode matches = routes.get(i).path("match");
      for (int m = 0; m < matches.size(); m++) {
        Place headers = at.at("match").at(m).at("headers");
        matches
            .get(m)
            .path("headers")
            .properties()
            .forEach(
                header ->
                    headerRoute(
                        headers.at(header.getKey()),
                        header.getKey(),
                        header.getValue().path("exact").asText(null)));
      }
      weights(at.at("route"), routes.get(i).path("route"));
    }
  }

  private void httpRoute(Place place, JsonNode rules) {
    for (int i = 0; i < rules.size(); i++) {
      Place at = place.at(i);
      out.route(at);
      JsonNode matches = rules.get(i).path("matches");
      for (int m = 0; m < matches.size(); m++) {
        JsonNode headers = matches.get(m).path("headers");
        for (int h = 0; h < headers.size(); h++) {
          boolean exact = headers.get(h).path("type").asText("Exact").equals("Exact");
          headerRoute(
              at.at("matches").at(m).at("headers").at(h),
              headers.get(h).path("name").asText(),
              exact ? headers.get(h).path("value").asText(null) : null);
        }
      }
      weights(at.at("backendRefs"), rules.get(i).path("backendRefs"));
    }
  }

  private void annotations(Place place, JsonNode annotations) {
    String destination = annotations.path("higress.io/destination").asText();
    if (!destination.isEmpty()) {
      destinations(place.at("higress.io/destination"), destination);
    }
    for (String product : List.of("higress.io", "nginx.ingress.kubernetes.io")) {
      String header = annotations.path(product + "/canary-by-header").asText();
      if (!header.isEmpty()) {
        String value = annotations.path(product + "/canary-by-header-value").asText(null);
        out.route(place);
        headerRoute(place.at(product + "/canary-by-header"), header, value);
      }
    }
  }

  /** A destination a line: {@code [30%] service:port [if header == value]}. */
  private void destinations(Place place, String text) {
    out.route(place);
    List<Double> weights = new ArrayList<>();
    for (String line : text.split("\n")) {
      if (line.isBlank()) {
        continue;
      }
      Matcher destination = DESTINATION.matcher(line.strip());
      if (!destination.matches()) {
        out.unreadable(
            place, "\"" + line.strip() + "\" must be [30%] service:port [if header == value]");
        continue;
      }
      if (destination.group(3) != null) {
        headerRoute(place, destination.group(3), destination.group(4));
      }
      if (destination.group(1) != null) {
        weights.add(Double.valueOf(destination.group(1)));
      }
    }
    if (!weights.isEmpty()) {
      out.shares(new Shares(place, weights));
    }
  }

  private void headerRoute(Place place, String header, String value) {
    out.headerRoute(new HeaderRoute(place, header.toLowerCase(Locale.ROOT), value, ""));
  }

  private void weights(Place place, JsonNode destinations) {
    if (destinations.size() > 0) {
      // A single destination of Istio needs no weight, and one of the Gateway API has 1.
      double standard = 1;
      List<Double> weights = new ArrayList<>();
      destinations.forEach(d -> weights.add(d.path("weight").asDouble(standard)));
      out.shares(new Shares(place, weights));
    }
  }

  private void configMap(Place place, JsonNode data) {
    data.properties()
        .forEach(
            entry -> {
              String name = entry.getKey();
              if (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json")) {
                Place at = place.at(name);
                try {
                  DocumentReader.parse(new Place(at.file(), at.path()), entry.getValue().asText())
                      .forEach(
                          inner ->
                              out.take(
                                  new Document(
                                      new Place(at.file(), at.path() + " "), inner.root())));
                } catch (DocumentException e) {
                  out.unreadable(at, e.problem());
                }
              }
            });
  }
}
