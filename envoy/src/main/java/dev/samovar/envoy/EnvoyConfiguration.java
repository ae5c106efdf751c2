package dev.samovar.envoy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that make an Envoy out of a {@link Gateway}: a bootstrap, and five files that Envoy
 * watches. {@link EnvoyUpdate} brings a changed gateway to a running Envoy.
 */
public final class EnvoyConfiguration {

  public static final String BOOTSTRAP = "bootstrap.yaml";
  public static final String LISTENERS = "listeners.yaml";
  public static final String CLUSTERS = "clusters.yaml";
  public static final String ROUTES = "routes.yaml";
  public static final String FILTER = "filter.yaml";
  public static final String UPSTREAM_FILTER = "filter-upstream.yaml";

  /** Removed from what a client sends; only the filter may set them. */
  private static final List<String> DECISION_HEADERS =
      List.of(
          "x-rewrite-target-model",
          "x-gateway-destination-endpoint",
          "target-pod",
          "x-samovar-cluster",
          "x-samovar-decision");

  private final Gateway gateway;
  private final String directory;
  private final Clusters clusters;

  /**
   * @param directory where Envoy will find the files, as Envoy sees it
   */
  public EnvoyConfiguration(Gateway gateway, String directory) {
    this.gateway = gateway;
    this.directory = directory;
    this.clusters = new Clusters(gateway, directory + "/" + UPSTREAM_FILTER);
  }

  /** Files by name, in the order in which a change must reach Envoy. */
  public Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(CLUSTERS, clusters.text());
    files.put(ROUTES, routes());
    files.put(LISTENERS, listeners());
    files.put(UPSTREAM_FILTER, upstreamFilter());
    files.put(FILTER, filter());
    files.put(BOOTSTRAP, bootstrap());
    return files;
  }

  /**
   * Writes what differs from the files that are there, each to a temporary file first and then
   * renamed, so that a watching Envoy never reads half a file.
   *
   * @return the names of the written files
   */
  public List<String> write(Path directory) {
    Map<String, String> files = files();
    return write(directory, files, files.keySet());
  }

  /** As above, for some of the files. */
  public List<String> write(Path directory, Collection<String> names) {
    return write(directory, files(), names);
  }

  private static List<String> write(
      Path directory, Map<String, String> files, Collection<String> names) {
    List<String> written = new ArrayList<>();
    try {
      Files.createDirectories(directory);
      for (Map.Entry<String, String> file : files.entrySet()) {
        if (!names.contains(file.getKey())) {
          continue;
        }
        Path path = directory.resolve(file.getKey());
        if (!Files.exists(path) || !Files.readString(path).equals(file.getValue())) {
          Path temporary = directory.resolve("." + file.getKey() + ".new");
          Files.writeString(temporary, file.getValue());
          Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
          written.add(file.getKey());
        }
      }
    } catch (IOException e) {
      throw new EnvoyException(directory + ": cannot be written: " + e.getMessage(), e);
    }
    return written;
  }

  private String bootstrap() {
    return Template.of("bootstrap.yaml")
        .with("node", gateway.options().node())
        .with("adminHost", gateway.admin().host())
        .with("adminPort", gateway.admin().port())
        .with("listenersPath", directory + "/" + LISTENERS)
        .with("clustersPath", directory + "/" + CLUSTERS)
        .fill();
  }

  private String listeners() {
    return Template.of("listeners.yaml")
        .with("gatewayHost", gateway.listen().host())
        .with("gatewayPort", gateway.listen().port())
        .with("routesPath", directory + "/" + ROUTES)
        .with("filterPath", directory + "/" + FILTER)
        .withBlock("strippedHeaders", strippedHeaders())
        .withBlock("localReplies", Template.text("local-replies.yaml"))
        .withBlock("accessLog", gateway.accessLog().map(this::accessLog).orElse(""))
        .fill();
  }

  private String strippedHeaders() {
    Stream<String> targets =
        gateway.plugin().targetHeaders().stream()
            .filter(header -> !header.trusted())
            .map(Gateway.TargetHeader::name);
    return Stream.of(
            targets,
            DECISION_HEADERS.stream(),
            gateway.options().rankedHeaders().stream(),
            gateway.options().clusterHeader().stream())
        .flatMap(headers -> headers)
        .distinct()
        .map(header -> "- remove: " + Template.quote(header) + "\n")
        .collect(Collectors.joining());
  }

  private String accessLog(String path) {
    return Template.of("access-log.yaml").with("path", path).fill();
  }

  private String routes() {
    StringBuilder routes = new StringBuilder();
    gateway
        .options()
        .clusterHeader()
        .ifPresent(
            header ->
                routes.append(
                    route(
                        Template.of("header-present.yaml").with("header", header).fill(),
                        "cluster_header: " + Template.quote(header),
                        clusters.fewestAttempts())));
    for (Gateway.TargetHeader header : gateway.plugin().targetHeaders()) {
      for (Gateway.Provider provider : gateway.routed()) {
        routes.append(
            route(
                Template.of("header-exact.yaml")
                    .with("header", header.name())
                    .with("value", provider.name())
                    .fill(),
                "cluster: " + Template.quote(provider.cluster()),
                clusters.attempts(provider)));
      }
    }
    return Template.of("routes.yaml")
        .withBlock("routes", routes.toString())
        .with("noRouteBody", Template.text("no-route.json"))
        .fill();
  }

  private String route(String header, String cluster, int attempts) {
    String retryPolicy =
        attempts == 1 ? "" : Template.of("retry-policy.yaml").with("retries", attempts - 1).fill();
    return Template.of("route.yaml")
        .withBlock("header", header)
        .withBlock("cluster", cluster)
        .withBlock("hostRewrite", gateway.hasHosts() ? "auto_host_rewrite: true" : "")
        .withBlock("retryPolicy", retryPolicy)
        .fill();
  }

  private String filter() {
    return filter("samovar", gateway.plugin().configuration());
  }

  private String upstreamFilter() {
    return filter("samovar-upstream", upstreamPlacement(gateway.plugin().configuration()));
  }

  private String filter(String name, String configuration) {
    return Template.of("filter.yaml")
        .with("name", name)
        .with("wasm", gateway.plugin().wasm())
        .withBlock("environment", environment())
        .with("configuration", configuration)
        .fill();
  }

  private String environment() {
    List<String> names = gateway.options().environment();
    if (names.isEmpty()) {
      return "";
    }
    String lines =
        names.stream()
            .map(name -> "  - " + Template.quote(name) + "\n")
            .collect(Collectors.joining());
    return "environment_variables:\n  host_env_keys:\n" + lines;
  }

  /**
   * The same document plus {@code "placement":"upstream"}, at its end, where it rules out another.
   * Text that is no JSON object stays as it is: the filter refuses it in either placement.
   */
  static String upstreamPlacement(String configuration) {
    String text = configuration.strip();
    if (!text.startsWith("{") || !text.endsWith("}") || text.length() < 2) {
      return configuration;
    }
    String members = text.substring(1, text.length() - 1);
    String comma = members.isBlank() ? "" : ",";
    return "{" + members + comma + "\"placement\":\"upstream\"}";
  }
}
