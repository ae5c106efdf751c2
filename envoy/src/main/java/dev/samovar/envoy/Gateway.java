package dev.samovar.envoy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one Envoy with Samovar in it is made of; {@link EnvoyConfiguration} writes it down.
 *
 * @param listen where clients connect; port 0 takes any free one
 * @param admin Envoy's admin interface; port 0 takes any free one
 * @param agent where the filter's callouts go
 * @param plugin the filter
 * @param providers where requests go, in configured order; at least one
 * @param retired providers that are left for requests on their way: they have a route, and are
 *     nobody's second choice
 * @param accessLog a file path as Envoy sees it; empty writes none
 */
public record Gateway(
    HostPort listen,
    HostPort admin,
    Agent agent,
    Plugin plugin,
    List<Provider> providers,
    List<Provider> retired,
    Optional<String> accessLog) {

  /**
   * The agent.
   *
   * @param clusters the names that the plugin configuration gives its cluster; empty means that
   *     there is no agent
   */
  public record Agent(List<String> clusters, HostPort address) {

    public static final String DEFAULT_CLUSTER = "samovar-agent";

    public Agent {
      clusters = List.copyOf(clusters);
    }

    /** An agent under the default name. */
    public static Agent at(HostPort address) {
      return new Agent(List.of(DEFAULT_CLUSTER), address);
    }
  }

  /**
   * The filter.
   *
   * @param wasm path of the module as Envoy sees it
   * @param configuration the plugin configuration as it is handed to the filter, JSON
   * @param targetHeaders the headers that may carry the chosen provider
   */
  public record Plugin(String wasm, String configuration, List<TargetHeader> targetHeaders) {

    public Plugin {
      targetHeaders = List.copyOf(targetHeaders);
    }

    /** A filter with the default target header, which clients may not set. */
    public static Plugin of(String wasm, String configuration) {
      return new Plugin(wasm, configuration, List.of(TargetHeader.DEFAULT));
    }
  }

  /**
   * A header that carries the chosen provider to the route.
   *
   * @param trusted whether a client's own one is left in place
   */
  public record TargetHeader(String name, boolean trusted) {

    public static final TargetHeader DEFAULT = new TargetHeader("x-selected-provider", false);
  }

  /** One destination: the value of the target header, and the address it stands for. */
  public record Provider(String name, HostPort address) {}

  public Gateway {
    providers = List.copyOf(providers);
    retired = List.copyOf(retired);
    if (providers.isEmpty()) {
      throw new EnvoyException("providers: at least one is needed");
    }
    Set<String> clusters = new HashSet<>();
    clusters.addAll(agent.clusters());
    for (Provider provider : routed(providers, retired)) {
      if (!clusters.add(provider.name())) {
        throw new EnvoyException(
            "providers: the name '"
                + provider.name()
                + "' is taken by another provider or the agent's cluster");
      }
    }
  }

  /** A gateway with nothing retired. */
  public Gateway(
      HostPort listen,
      HostPort admin,
      Agent agent,
      Plugin plugin,
      List<Provider> providers,
      Optional<String> accessLog) {
    this(listen, admin, agent, plugin, providers, List.of(), accessLog);
  }

  /** All providers that have a route. */
  List<Provider> routed() {
    return routed(providers, retired);
  }

  private static List<Provider> routed(List<Provider> providers, List<Provider> retired) {
    return Stream.concat(providers.stream(), retired.stream()).toList();
  }

  /** The same gateway with another plugin configuration. */
  public Gateway withConfiguration(String configuration) {
    return withPlugin(new Plugin(plugin.wasm(), configuration, plugin.targetHeaders()));
  }

  /** The same gateway with another filter. */
  public Gateway withPlugin(Plugin changed) {
    return new Gateway(listen, admin, agent, changed, providers, retired, accessLog);
  }

  /** The same gateway with other providers. */
  public Gateway withProviders(List<Provider> changed) {
    return new Gateway(listen, admin, agent, plugin, changed, retired, accessLog);
  }
}
