package dev.samovar.envoy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one Envoy with Samovar in it is made of; {@link EnvoyConfiguration} writes it down.
 *
 * @param listen where clients connect; port 0 takes any free one
 * @param admin Envoy's admin interface; port 0 takes any free one
 * @param agent the cluster that the filter's callouts go to
 * @param plugin the filter
 * @param providers where requests go, in configured order; at least one
 * @param accessLog a file path as Envoy sees it; empty writes none
 */
public record Gateway(
    HostPort listen,
    HostPort admin,
    Agent agent,
    Plugin plugin,
    List<Provider> providers,
    Optional<String> accessLog) {

  /** The agent's address, and the cluster's name as the plugin configuration spells it. */
  public record Agent(String cluster, HostPort address) {

    public static final String DEFAULT_CLUSTER = "samovar-agent";

    public static Agent at(HostPort address) {
      return new Agent(DEFAULT_CLUSTER, address);
    }
  }

  /**
   * The filter.
   *
   * @param wasm path of the module as Envoy sees it
   * @param configuration the plugin configuration as it is handed to the filter, JSON
   * @param targetHeader the header that carries the chosen provider
   * @param trustSelectedProvider whether a client's own {@code targetHeader} is left in place
   */
  public record Plugin(
      String wasm, String configuration, String targetHeader, boolean trustSelectedProvider) {

    public static final String DEFAULT_TARGET_HEADER = "x-selected-provider";

    public static Plugin of(String wasm, String configuration) {
      return new Plugin(wasm, configuration, DEFAULT_TARGET_HEADER, false);
    }
  }

  /** One destination: the value of the target header, and the address it stands for. */
  public record Provider(String name, HostPort address) {}

  public Gateway {
    providers = List.copyOf(providers);
    if (providers.isEmpty()) {
      throw new EnvoyException("providers: at least one is needed");
    }
    Set<String> clusters = new HashSet<>();
    clusters.add(agent.cluster());
    for (Provider provider : providers) {
      if (!clusters.add(provider.name())) {
        throw new EnvoyException(
            "providers: the name '"
                + provider.name()
                + "' is taken by another provider or the agent's cluster");
      }
    }
  }

  /** The same gateway with another plugin configuration. */
  public Gateway withConfiguration(String configuration) {
    Plugin changed =
        new Plugin(
            plugin.wasm(), configuration, plugin.targetHeader(), plugin.trustSelectedProvider());
    return new Gateway(listen, admin, agent, changed, providers, accessLog);
  }

  /** The same gateway with other providers. */
  public Gateway withProviders(List<Provider> changed) {
    return new Gateway(listen, admin, agent, plugin, changed, accessLog);
  }
}
