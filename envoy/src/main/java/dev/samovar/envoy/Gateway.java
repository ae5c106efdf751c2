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
 * @param options the rest, which has defaults
 */
public record Gateway(
    HostPort listen,
    HostPort admin,
    Agent agent,
    Plugin plugin,
    List<Provider> providers,
    List<Provider> retired,
    Optional<String> accessLog,
    GatewayOptions options) {

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

  /**
   * One destination.
   *
   * @param name the value of the target header
   * @param cluster the name of its cluster in Envoy; its own name where no route reads a cluster
   *     from a header
   * @param host what is asked there as {@code :authority}; empty leaves the client's, unless
   *     another provider has one: then the endpoint's address, so that no attempt takes on
   *     another's
   * @param tls empty for plain HTTP
   */
  public record Provider(
      String name, String cluster, Endpoints endpoints, Optional<String> host, Optional<Tls> tls) {

    /** A provider without TLS, its cluster named as itself. */
    public Provider(String name, Endpoints endpoints) {
      this(name, name, endpoints, Optional.empty(), Optional.empty());
    }

    /** As above, at one address. */
    public Provider(String name, HostPort address) {
      this(name, Endpoints.at(address));
    }

    /** The same provider, asked over TLS under the name that its certificate has. */
    public Provider withTls(Tls changed) {
      return new Provider(
          name, cluster, endpoints, Optional.of(changed.serverName()), Optional.of(changed));
    }

    /** The same provider under another cluster. */
    public Provider withCluster(String changed) {
      return new Provider(name, changed, endpoints, host, tls);
    }
  }

  public Gateway {
    providers = List.copyOf(providers);
    retired = List.copyOf(retired);
    if (providers.isEmpty()) {
      throw new EnvoyException("providers: at least one is needed");
    }
    Set<String> clusters = new HashSet<>();
    clusters.addAll(agent.clusters());
    for (Provider provider : routed(providers, retired)) {
      if (!clusters.add(provider.cluster())) {
        throw new EnvoyException(
            "providers: the name '"
                + provider.cluster()
                + "' is taken by another provider or the agent's cluster");
      }
    }
  }

  /** A gateway with the default options. */
  public Gateway(
      HostPort listen,
      HostPort admin,
      Agent agent,
      Plugin plugin,
      List<Provider> providers,
      List<Provider> retired,
      Optional<String> accessLog) {
    this(listen, admin, agent, plugin, providers, retired, accessLog, GatewayOptions.DEFAULT);
  }

  /** As above, with nothing retired. */
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

  /** True where a provider is asked under a host of its own. */
  boolean hasHosts() {
    return routed().stream().anyMatch(provider -> provider.host().isPresent());
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
    return new Gateway(listen, admin, agent, changed, providers, retired, accessLog, options);
  }

  /** The same gateway with other providers. */
  public Gateway withProviders(List<Provider> changed) {
    return new Gateway(listen, admin, agent, plugin, changed, retired, accessLog, options);
  }

  /** The same gateway with other options. */
  public Gateway withOptions(GatewayOptions changed) {
    return new Gateway(listen, admin, agent, plugin, providers, retired, accessLog, changed);
  }
}
