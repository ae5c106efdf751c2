package dev.samovar.cli.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.samovar.cli.document.Document;
import dev.samovar.cli.document.Place;
import dev.samovar.core.config.Environment;
import java.util.ArrayList;
import java.util.List;

/** All that some files say of one deployment. */
public final class Deployment {
  /** A document that listens and says something else besides is another program's. */
  private static final List<String> KNOWN =
      List.of("listen", "redis", "providers", "engines", "load", "models", "policy");

  private static final List<String> FILTERS =
      List.of("models", "policy", "agentCluster", "bodyRouting", "freshness", "failover");

  private final List<Document> documents = new ArrayList<>();
  private final List<Plugin> plugins = new ArrayList<>();
  private final List<Agent> agents = new ArrayList<>();
  private final List<HeaderRoute> headerRoutes = new ArrayList<>();
  private final List<ClusterHeader> clusterHeaders = new ArrayList<>();
  private final List<Connections> connections = new ArrayList<>();
  private final List<Cluster> clusters = new ArrayList<>();
  private final List<Shares> shares = new ArrayList<>();
  private final List<Place> routes = new ArrayList<>();
  private final List<Unreadable> unreadable = new ArrayList<>();
  private final List<String> kinds = new ArrayList<>();
  private final Environment environment;

  /** A text inside a document that is none. */
  public record Unreadable(Place place, String problem) {}

  private Deployment(Environment environment) {
    this.environment = environment;
  }

  /**
   * Collects what the documents say; those that say nothing of a deployment are passed over.
   *
   * @param environment where {@code env:NAME} of plugin configurations is looked up
   */
  public static Deployment of(List<Document> documents, Environment environment) {
    Deployment out = new Deployment(environment);
    for (Document document : documents) {
      out.take(document);
    }
    if (out.routers().size() > 1) {
      out.plugins.removeIf(plugin -> plugin.host() == Plugin.Host.FILE && isAgentsAlone(plugin));
    }
    return out;
  }

  /** The agent's list of providers is none of the filter's where the filter has its own. */
  private static boolean isAgentsAlone(Plugin plugin) {
    return isAgents(plugin.node()) && FILTERS.stream().noneMatch(plugin.node()::has);
  }

  void take(Document document) {
    documents.add(document);
    JsonNode root = document.root();
    if (!root.isObject()) {
      return;
    }
    if (root.has("kind") || root.path("metadata").has("annotations")) {
      kinds.add(root.path("kind").asText());
      new KubernetesCollector(this).take(document.place(), root);
    } else if (isNative(root)) {
      takeNative(document);
    } else {
      new EnvoyCollector(this).take(document.place(), root);
    }
  }

  /** A configuration in a file of its own is the filter's, the agent's, or both. */
  private void takeNative(Document document) {
    if (isAgents(document.root())) {
      agents.add(new Agent(document.place(), document.root()));
    }
    if (isFilters(document.root())) {
      plugin(
          document.place(),
          document.root(),
          Plugin.Host.FILE,
          document.place(),
          document.root().path(""));
    }
  }

  void plugin(Place place, JsonNode node, Plugin.Host host, Place holderPlace, JsonNode holder) {
    plugins.add(Plugin.of(place, node.toString(), node, host, holderPlace, holder, environment));
  }

  static boolean isNative(JsonNode root) {
    return isFilters(root) || isAgents(root);
  }

  static boolean isFilters(JsonNode root) {
    return root.path("providers").isArray()
        || root.has("model_mapping_rule")
        || root.has("modelMappingRule")
        || root.path("_rules_").isArray()
        || root.path("value").has("model_mapping_rule");
  }

  private static boolean isAgents(JsonNode root) {
    for (String field : List.of("scrape", "agents", "exchange", "eds", "metadataCenter")) {
      if (root.path(field).isObject()) {
        return true;
      }
    }
    if (root.path("redis").has("uri")) {
      return true;
    }
    List<String> fields = new ArrayList<>();
    root.fieldNames().forEachRemaining(fields::add);
    if (root.path("listen").isTextual() && KNOWN.containsAll(fields)) {
      return true;
    }
    for (JsonNode provider : root.path("providers")) {
      if (provider.has("targets")) {
        return true;
      }
    }
    return false;
  }

  void headerRoute(HeaderRoute route) {
    headerRoutes.add(route);
  }

  void clusterHeader(ClusterHeader route) {
    clusterHeaders.add(route);
  }

  void connections(Connections found) {
    connections.add(found);
  }

  void cluster(Cluster found) {
    clusters.add(found);
  }

  void shares(Shares found) {
    shares.add(found);
  }

  void route(Place place) {
    routes.add(place);
  }

  void unreadable(Place place, String problem) {
    unreadable.add(new Unreadable(place, problem));
  }

  public List<Document> documents() {
    return documents;
  }

  public List<Plugin> plugins() {
    return plugins;
  }

  /** The plugin configurations that decide. */
  public List<Plugin> routers() {
    return plugins.stream().filter(Plugin::isRouter).toList();
  }

  public List<Agent> agents() {
    return agents;
  }

  public List<HeaderRoute> headerRoutes() {
    return headerRoutes;
  }

  public List<ClusterHeader> clusterHeaders() {
    return clusterHeaders;
  }

  public List<Connections> connections() {
    return connections;
  }

  public List<Cluster> clusters() {
    return clusters;
  }

  public List<Shares> shares() {
    return shares;
  }

  /** Where routes are written that could look at a header. */
  public List<Place> routes() {
    return routes;
  }

  public List<Unreadable> unreadable() {
    return unreadable;
  }

  /** Kinds of the Kubernetes objects. */
  public List<String> kinds() {
    return kinds;
  }
}
