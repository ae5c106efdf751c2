package dev.samovar.cli.lint;

import dev.samovar.cli.deployment.Connections;
import dev.samovar.cli.deployment.Deployment;
import dev.samovar.cli.deployment.Plugin;
import dev.samovar.cli.document.Place;
import dev.samovar.core.config.Settings;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The headers of a decision are taken from clients before a route is chosen and whether the filter
 * runs or not, which only {@code early_header_mutation_extensions} does.
 */
final class StrippingRule implements Rule {
  private static final String MEND =
      "remove them by early_header_mutation_extensions of the HTTP connection manager";

  @Override
  public void check(Deployment deployment, Findings out) {
    Set<String> wanted = new LinkedHashSet<>();
    Plugin hosted = null;
    for (Plugin plugin : deployment.routers()) {
      hosted = hosted == null && plugin.host() != Plugin.Host.FILE ? plugin : hosted;
      for (Settings settings : plugin.settings()) {
        wanted.addAll(headers(settings));
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    boolean whole = false;
    Set<String> patched = new LinkedHashSet<>();
    for (Connections connections : deployment.connections()) {
      if (connections.patch()) {
        patched.addAll(connections.stripped());
      } else if (connections.filtered()) {
        whole = true;
        report(true, connections.place(), wanted, connections.stripped(), out);
      }
    }
    if (!whole && hosted != null && isPatched(deployment)) {
      boolean certain =
          hosted.host() == Plugin.Host.ENVOY || hosted.host() == Plugin.Host.GO_FILTER;
      report(certain, hosted.holderPlace(), wanted, patched, out);
    }
  }

  /** Files of resources alone may have their connection managers elsewhere. */
  private static boolean isPatched(Deployment deployment) {
    return deployment.kinds().contains("EnvoyFilter")
        || deployment.kinds().contains("WasmPlugin")
        || deployment.kinds().contains("EnvoyExtensionPolicy");
  }

  private static Set<String> headers(Settings settings) {
    Set<String> headers = new LinkedHashSet<>();
    if (!settings.trustSelectedProvider()) {
      headers.add(settings.targetHeader());
    }
    headers.add("x-rewrite-target-model");
    if (settings.failover().endpoints() > 0) {
      headers.addAll(settings.failover().headers());
    }
    if (!settings.clusterHeader().isEmpty()) {
      headers.add(settings.clusterHeader());
    }
    return headers;
  }

  private static void report(
      boolean certain, Place place, Set<String> wanted, Set<String> stripped, Findings out) {
    Set<String> left = new LinkedHashSet<>(wanted);
    left.removeAll(stripped);
    if (left.isEmpty()) {
      return;
    }
    String problem =
        "clients can send decisions of their own: nothing strips " + String.join(", ", left);
    if (certain) {
      out.error("stripping", place, problem, MEND);
    } else {
      out.warning(
          "stripping", place, problem, MEND + ", by an EnvoyFilter or a ClientTrafficPolicy");
    }
  }
}
