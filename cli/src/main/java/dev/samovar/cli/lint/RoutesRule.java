package dev.samovar.cli.lint;

import dev.samovar.cli.deployment.ClusterHeader;
import dev.samovar.cli.deployment.Deployment;
import dev.samovar.cli.deployment.HeaderRoute;
import dev.samovar.cli.deployment.Plugin;
import dev.samovar.cli.document.Place;
import dev.samovar.core.config.Dialect;
import dev.samovar.core.config.Provider;
import dev.samovar.core.config.Settings;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Providers and routes find each other: by the target header's value, or by {@code cluster_header}.
 */
final class RoutesRule implements Rule {
  @Override
  public void check(Deployment deployment, Findings out) {
    Map<String, Set<String>> namesByHeader = new LinkedHashMap<>();
    for (Plugin plugin : deployment.routers()) {
      for (Settings settings : plugin.settings()) {
        Set<String> names =
            namesByHeader.computeIfAbsent(settings.targetHeader(), h -> new LinkedHashSet<>());
        settings.providers().forEach(provider -> names.add(provider.name()));
        providers(plugin, settings, deployment, out);
      }
    }
    for (HeaderRoute route : deployment.headerRoutes()) {
      Set<String> names = namesByHeader.get(route.header());
      if (names != null && route.value() != null && !names.contains(route.value())) {
        out.error(
            "no-provider",
            route.place(),
            "no provider is named " + route.value(),
            "match one of " + String.join(", ", names));
      }
    }
  }

  private static void providers(
      Plugin plugin, Settings settings, Deployment deployment, Findings out) {
    if (readsCluster(settings, deployment)) {
      clusters(plugin, settings, out);
      return;
    }
    boolean hosted = plugin.host() != Plugin.Host.FILE;
    if (settings.dialect() == Dialect.ISTIO && (hosted || !deployment.routes().isEmpty())) {
      istio(plugin, settings, deployment, out);
      return;
    }
    if (deployment.routes().isEmpty()) {
      return;
    }
    String header = settings.targetHeader();
    if (!looksAt(header, deployment)) {
      out.error(
          "no-route",
          deployment.routes().get(0),
          "no route looks at " + header + ", so that the choice of a provider changes nothing",
          "add a route for each provider with the condition " + header + " == its name");
      return;
    }
    for (int i = 0; i < settings.providers().size(); i++) {
      String name = settings.providers().get(i).name();
      if (!matches(header, name, deployment)) {
        out.error(
            "no-route",
            provider(plugin, settings, i),
            "no route matches " + header + " == " + name,
            "add such a route, or take the provider out");
      }
    }
  }

  private static boolean readsCluster(Settings settings, Deployment deployment) {
    for (ClusterHeader route : deployment.clusterHeaders()) {
      if (route.header().equals(settings.clusterHeader())) {
        return true;
      }
    }
    return false;
  }

  private static void clusters(Plugin plugin, Settings settings, Findings out) {
    for (int i = 0; i < settings.providers().size(); i++) {
      Provider provider = settings.providers().get(i);
      if (provider.cluster().isEmpty()) {
        out.error(
            "cluster-header",
            provider(plugin, settings, i),
            "the provider "
                + provider.name()
                + " has no cluster, which a route's cluster_header"
                + " reads from "
                + settings.clusterHeader(),
            "give it its cluster");
      }
    }
  }

  private static void istio(Plugin plugin, Settings settings, Deployment deployment, Findings out) {
    for (Provider provider : settings.providers()) {
      if (!matches(settings.targetHeader(), provider.name(), deployment)) {
        out.error(
            "cluster-header",
            plugin.place(),
            "no route reads its cluster from " + settings.clusterHeader(),
            "add a route with cluster_header: "
                + settings.clusterHeader()
                + ", which an EnvoyFilter patches into the route configuration");
        return;
      }
    }
  }

  private static boolean looksAt(String header, Deployment deployment) {
    return deployment.headerRoutes().stream().anyMatch(route -> route.header().equals(header));
  }

  private static boolean matches(String header, String name, Deployment deployment) {
    return deployment.headerRoutes().stream()
        .anyMatch(
            route ->
                route.header().equals(header)
                    && (route.value() == null || route.value().equals(name)));
  }

  /** Where a provider of the document's own list stands; a rule's or a dialect's are not told. */
  static Place provider(Plugin plugin, Settings settings, int i) {
    boolean listed =
        plugin
            .node()
            .path("providers")
            .path(i)
            .path("name")
            .asText()
            .equals(settings.providers().get(i).name());
    return listed ? plugin.place().at("providers").at(i) : plugin.place();
  }
}
