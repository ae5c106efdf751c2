package dev.samovar.launcher;

import dev.samovar.core.config.Configuration;
import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.Problem;
import dev.samovar.core.config.Provider;
import dev.samovar.core.config.ReadResult;
import dev.samovar.core.config.Rule;
import dev.samovar.core.config.Settings;
import dev.samovar.envoy.Gateway;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A plugin configuration as the filter gets it, and what the launcher has to know of it.
 *
 * @param json the text that goes to the filter
 * @param result what the filter's own reader says of it
 */
record PluginDocument(String json, ReadResult result) {

  static PluginDocument of(String json) {
    return new PluginDocument(json, ConfigurationReader.read(json));
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
