package dev.samovar.cli.lint;

import dev.samovar.cli.deployment.Cluster;
import dev.samovar.cli.deployment.Deployment;
import dev.samovar.cli.deployment.HeaderRoute;
import dev.samovar.cli.deployment.Plugin;
import dev.samovar.core.config.PolicySettings;
import dev.samovar.core.config.Provider;
import dev.samovar.core.config.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the filter ranks endpoints, the provider's cluster reads the ranking; and the agent's
 * cluster is among the clusters.
 */
final class EndpointsRule implements Rule {
  @Override
  public void check(Deployment deployment, Findings out) {
    for (Plugin plugin : deployment.routers()) {
      for (Settings settings : plugin.settings()) {
        if (deployment.clusters().isEmpty()) {
          continue;
        }
        agentCluster(plugin, settings, deployment, out);
        if (settings.failover().endpoints() > 0 && looksAtEndpoints(settings)) {
          for (int i = 0; i < settings.providers().size(); i++) {
            if (isRanked(plugin, settings.providers().get(i), i, deployment)) {
              ranked(settings, settings.providers().get(i), deployment, out);
            }
          }
        }
      }
    }
  }

  /** Whether any policy chooses among endpoints; least-load chooses among providers. */
  private static boolean looksAtEndpoints(Settings settings) {
    return settings.routingStrategyHeader()
        || !isLeastLoad(settings.policy())
        || settings.models().stream()
            .anyMatch(route -> route.policy() != null && !isLeastLoad(route.policy()))
        || settings.providers().stream()
            .anyMatch(provider -> provider.policy() != null && !isLeastLoad(provider.policy()));
  }

  private static boolean isLeastLoad(PolicySettings policy) {
    return policy.name().equals("least-load");
  }

  /** Whether endpoints of it are known one by one. */
  private static boolean isRanked(Plugin plugin, Provider provider, int i, Deployment deployment) {
    return !provider.engine().isEmpty()
        || plugin.node().path("providers").path(i).has("targets")
        || deployment.agents().stream()
            .flatMap(agent -> agent.scraped().stream())
            .anyMatch(scraped -> scraped.name().equals(provider.fleetName()));
  }

  private static void ranked(
      Settings settings, Provider provider, Deployment deployment, Findings out) {
    for (Cluster cluster : clustersOf(settings, provider, deployment)) {
      boolean reads =
          cluster.overrides().stream().anyMatch(settings.failover().headers()::contains);
      if (!reads && cluster.members().isEmpty() && !patched(settings, deployment)) {
        out.error(
            "override-host",
            cluster.place(),
            "the endpoints of "
                + provider.name()
                + " are ranked in "
                + String.join(", ", settings.failover().headers())
                + ", and its cluster "
                + cluster.name()
                + " does not read the ranking",
            "add the load balancing policy override_host with that header, or set"
                + " failover.endpoints: 0");
      } else if (reads && cluster.byName()) {
        out.error(
            "override-host",
            cluster.place(),
            "the cluster "
                + cluster.name()
                + " finds its endpoints by DNS, for which override_host"
                + " knows no address",
            "make it STATIC or EDS, or put its names into a composite cluster");
      }
    }
  }

  /** The clusters that requests for a provider come to, members of composites included. */
  private static List<Cluster> clustersOf(
      Settings settings, Provider provider, Deployment deployment) {
    List<String> names = new ArrayList<>();
    names.add(provider.cluster());
    for (HeaderRoute route : deployment.headerRoutes()) {
      if (route.header().equals(settings.targetHeader()) && provider.name().equals(route.value())) {
        names.add(route.cluster());
      }
    }
    List<Cluster> out = new ArrayList<>();
    for (Cluster cluster : deployment.clusters()) {
      if (!cluster.name().isEmpty() && names.contains(cluster.name())) {
        out.add(cluster);
        if (!cluster.members().isEmpty()) {
          String first = cluster.members().get(0);
          deployment.clusters().stream().filter(c -> c.name().equals(first)).forEach(out::add);
        }
      }
    }
    return out;
  }

  /** An EnvoyFilter may patch the policy into clusters that it does not name. */
  private static boolean patched(Settings settings, Deployment deployment) {
    return deployment.clusters().stream()
        .filter(cluster -> cluster.name().isEmpty())
        .anyMatch(
            patch -> patch.overrides().stream().anyMatch(settings.failover().headers()::contains));
  }

  private static void agentCluster(
      Plugin plugin, Settings settings, Deployment deployment, Findings out) {
    boolean envoys = deployment.clusters().stream().anyMatch(cluster -> !cluster.name().isEmpty());
    boolean istios = settings.agentCluster().startsWith("outbound|");
    if (settings.hasAgent()
        && envoys
        && !istios
        && !deployment.kinds().contains("EnvoyFilter")
        && deployment.clusters().stream()
            .noneMatch(cluster -> cluster.name().equals(settings.agentCluster()))) {
      out.error(
          "agent-cluster",
          plugin.place(),
          "no cluster is named " + settings.agentCluster() + ", by which the agent is asked",
          "add that cluster, or set agentCluster: \"\" where there is no agent");
    }
  }
}
