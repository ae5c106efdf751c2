package dev.samovar.envoy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The clusters of a gateway: the agent's, one of endpoints for each provider, and for each provider
 * the composite that routes name. A composite gives its n-th attempt to its n-th cluster.
 */
final class Clusters {

  private final Gateway gateway;
  private final String upstreamFilterPath;

  /**
   * @param upstreamFilterPath where Envoy finds the filter's upstream placement
   */
  Clusters(Gateway gateway, String upstreamFilterPath) {
    this.gateway = gateway;
    this.upstreamFilterPath = upstreamFilterPath;
  }

  String text() {
    StringBuilder clusters = new StringBuilder();
    for (String name : gateway.agent().clusters()) {
      clusters.append(
          address(Template.of("agent-cluster.yaml"), gateway.agent().address())
              .with("name", name)
              .fill());
    }
    for (Gateway.Provider provider : gateway.routed()) {
      clusters.append(endpointsCluster(provider));
    }
    for (Gateway.Provider provider : gateway.routed()) {
      clusters.append(
          Template.of("provider-cluster.yaml")
              .with("name", provider.cluster())
              .with("retried", gateway.options().retried())
              .with("upstreamFilterPath", upstreamFilterPath)
              .withBlock("order", order(provider))
              .fill());
    }
    return Template.of("clusters.yaml").withBlock("clusters", clusters.toString()).fill();
  }

  /** How many attempts the cluster of a provider can give, the first included. */
  int attempts(Gateway.Provider provider) {
    return orderFrom(provider).size();
  }

  /** What the cluster of every provider can give: an attempt past a composite's end fails. */
  int fewestAttempts() {
    return gateway.routed().stream().mapToInt(this::attempts).min().orElseThrow();
  }

  private static Template address(Template template, HostPort address) {
    return template
        .with("host", address.host())
        .with("port", address.port())
        .withBlock("discovery", discovery(address.isAddress()));
  }

  private static String discovery(boolean byAddress) {
    return byAddress
        ? "type: STATIC"
        : "type: STRICT_DNS\ndns_lookup_family: V4_PREFERRED\ndns_refresh_rate: 5s";
  }

  private String endpointsCluster(Gateway.Provider provider) {
    Template cluster =
        Template.of("endpoints-cluster.yaml")
            .with("endpointsName", endpointsOf(provider))
            .withBlock("loadBalancing", provider.endpoints().areRanked() ? overrideHost() : "")
            .withBlock("tls", provider.tls().map(Clusters::tls).orElse(""));
    Endpoints endpoints = provider.endpoints();
    if (endpoints instanceof Endpoints.Discovered discovered) {
      return cluster
          .withBlock("discovery", "type: EDS")
          .withBlock(
              "endpoints",
              Template.of("discovered-endpoints.yaml")
                  .with("provider", discovered.provider())
                  .with("file", discovered.file())
                  .fill())
          .fill();
    }
    Endpoints.Listed listed = (Endpoints.Listed) endpoints;
    String lines =
        listed.addresses().stream()
            .map(address -> endpoint(provider, address))
            .collect(Collectors.joining());
    return cluster
        .withBlock("discovery", discovery(listed.areAddresses()))
        .withBlock(
            "endpoints",
            Template.of("listed-endpoints.yaml")
                .with("endpointsName", endpointsOf(provider))
                .withBlock("listed", lines)
                .fill())
        .fill();
  }

  private String endpoint(Gateway.Provider provider, HostPort address) {
    String host =
        gateway.hasHosts()
            ? "hostname: " + Template.quote(provider.host().orElse(address.toString()))
            : "";
    return Template.of("listed-endpoint.yaml")
        .withBlock("host", host)
        .with("address", address.host())
        .with("port", address.port())
        .with("name", provider.name())
        .fill();
  }

  private String overrideHost() {
    String headers =
        gateway.options().rankedHeaders().stream()
            .map(header -> "- header: " + Template.quote(header) + "\n")
            .collect(Collectors.joining());
    return Template.of("override-host.yaml").withBlock("headers", headers).fill();
  }

  private static String tls(Tls tls) {
    return Template.of("tls.yaml")
        .with("serverName", tls.serverName())
        .with("authorities", tls.authorities())
        .fill();
  }

  private String order(Gateway.Provider first) {
    return orderFrom(first).stream()
        .map(cluster -> "- name: " + Template.quote(cluster) + "\n")
        .collect(Collectors.joining());
  }

  /**
   * One cluster for each attempt: the provider's own, as often as it has endpoints, then others.
   */
  private List<String> orderFrom(Gateway.Provider first) {
    List<String> others =
        gateway.providers().stream()
            .filter(provider -> gateway.options().acrossProviders() && !provider.equals(first))
            .map(Clusters::endpointsOf)
            .toList();
    int attempts = gateway.options().attempts();
    int own = Math.min(first.endpoints().tries(), others.isEmpty() ? attempts : attempts - 1);
    List<String> order = new ArrayList<>(Collections.nCopies(Math.max(1, own), endpointsOf(first)));
    order.addAll(others.subList(0, Math.min(others.size(), attempts - order.size())));
    return order;
  }

  private static String endpointsOf(Gateway.Provider provider) {
    return provider.cluster() + "/endpoints";
  }
}
