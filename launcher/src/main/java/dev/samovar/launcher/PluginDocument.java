package dev.samovar.launcher;

import dev.samovar.core.config.Configuration;
import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.Dialect;
import dev.samovar.core.config.Problem;
import dev.samovar.core.config.Provider;
import dev.samovar.core.config.ReadResult;
import dev.samovar.core.config.Rule;
import dev.samovar.core.config.Settings;
import dev.samovar.envoy.Gateway;
import dev.samovar.envoy.GatewayOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A plugin configuration as the filter gets it, and what the launcher has to know of it.
 *
 * @param json the text that goes to the filter
 * @param result what the filter's own reader says of it
 */
record PluginDocument(String json, ReadResult result) {

  /** Variables that the filter reads by names of their own; of the others the document tells. */
  private static final List<String> KNOWN_VARIABLES =
      List.of(
          "AIBRIX_ROUTING_ALGORITHM",
          "METADATA_CENTER_ENABLED",
          "METADATA_CENTER_HOST",
          "METADATA_CENTER_PORT",
          "METADATA_CENTER_TIMEOUT_MS",
          "METADATA_CENTER_CACHE_ENABLED");

  private static final Pattern VARIABLE = Pattern.compile("\"env:([A-Za-z_][A-Za-z0-9_]*)\"");

  static PluginDocument of(String json) {
    return new PluginDocument(json, ConfigurationReader.read(json, System::getenv));
  }

  boolean isValid() {
    return result.errors().isEmpty();
  }

  /** Every problem, errors and warnings, as a line that begins with its path. */
  List<String> problems() {
    List<String> lines = new ArrayList<>();
    for (Problem problem : result.problems()) {
      lines.add((problem.fatal() ? "" : "warning: ") + problem);
    }
    return lines;
  }

  /** All providers, those of the rules too, each name once, in the document's order. */
  List<Provider> providers() {
    Map<String, Provider> providers = new LinkedHashMap<>();
    for (Settings settings : settings()) {
      settings.providers().forEach(provider -> providers.putIfAbsent(provider.name(), provider));
    }
    return List.copyOf(providers.values());
  }

  /** The target headers; one is trusted when any settings trust it. */
  List<Gateway.TargetHeader> targetHeaders() {
    Map<String, Boolean> trusted = new LinkedHashMap<>();
    for (Settings settings : settings()) {
      trusted.merge(settings.targetHeader(), settings.trustSelectedProvider(), Boolean::logicalOr);
    }
    List<Gateway.TargetHeader> headers = new ArrayList<>();
    trusted.forEach((name, trust) -> headers.add(new Gateway.TargetHeader(name, trust)));
    return headers;
  }

  /** The names of the agent's cluster; none when the document wants no agent. */
  List<String> agentClusters() {
    return settings().stream()
        .filter(Settings::hasAgent)
        .map(Settings::agentCluster)
        .distinct()
        .toList();
  }

  /**
   * What the document asks of Envoy: the headers of a ranking, the header of a cluster, the
   * variables that it names, and whether other providers take what one fails, as they always do in
   * the guide.
   */
  GatewayOptions options() {
    Set<String> ranked = new LinkedHashSet<>(GatewayOptions.DEFAULT.rankedHeaders());
    String cluster = "";
    boolean across = false;
    for (Settings settings : settings()) {
      ranked.addAll(settings.failover().headers());
      across |= settings.dialect() == Dialect.HIGRESS || settings.failover().acrossProviders();
      cluster = cluster.isEmpty() ? settings.clusterHeader() : cluster;
    }
    Set<String> variables = new LinkedHashSet<>(KNOWN_VARIABLES);
    VARIABLE.matcher(json).results().forEach(found -> variables.add(found.group(1)));
    GatewayOptions options =
        GatewayOptions.DEFAULT
            .withAcrossProviders(across)
            .withRankedHeaders(List.copyOf(ranked))
            .withEnvironment(List.copyOf(variables));
    return cluster.isEmpty() ? options : options.withClusterHeader(cluster);
  }

  /** What all metric keys of the document begin with. */
  String keyPrefix() {
    String common = null;
    for (Settings settings : settings()) {
      common = common == null ? settings.keyPrefix() : common(common, settings.keyPrefix());
    }
    return common == null ? "" : common;
  }

  /** The settings of ordinary traffic: the global ones, else the first rule's. */
  Settings first() {
    return settings().get(0);
  }

  private List<Settings> settings() {
    Configuration configuration = result.configuration();
    if (configuration == null) {
      throw new IllegalStateException("asked about a configuration that has errors");
    }
    List<Settings> settings = new ArrayList<>();
    if (configuration.global() != null) {
      settings.add(configuration.global());
    }
    configuration.rules().stream().map(Rule::settings).forEach(settings::add);
    return settings;
  }

  private static String common(String left, String right) {
    int length = 0;
    while (length < Math.min(left.length(), right.length())
        && left.charAt(length) == right.charAt(length)) {
      length++;
    }
    return left.substring(0, length);
  }
}
