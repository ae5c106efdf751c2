package dev.samovar.envoy;

import java.util.List;
import java.util.Optional;

/**
 * What of a {@link Gateway} has a default.
 *
 * @param node the name of this proxy, for the agent's page; {@code samovar} by default
 * @param attempts the most that one request may take, the first included: 1 to 17, 4 by default.
 *     Where other providers may follow, one attempt is left for them
 * @param acrossProviders whether other providers take what the chosen one fails; true by default
 * @param retried the most requests of one provider that may be past their first attempt at one
 *     time, so that retries do not multiply the load on a fleet that fails: 1 to 16384, 1024 by
 *     default
 * @param rankedHeaders the headers that may carry the ranked endpoints, {@code ip:port,ip:port}, in
 *     the order in which they are looked for
 * @param clusterHeader the header that names the cluster of a request, for routes that read it;
 *     none by default
 * @param environment the variables of Envoy's environment that the filter may read; none by default
 */
public record GatewayOptions(
    String node,
    int attempts,
    boolean acrossProviders,
    int retried,
    List<String> rankedHeaders,
    Optional<String> clusterHeader,
    List<String> environment) {

  public static final GatewayOptions DEFAULT =
      new GatewayOptions(
          "samovar",
          4,
          true,
          1024,
          List.of("x-gateway-destination-endpoint", "target-pod"),
          Optional.empty(),
          List.of());

  public GatewayOptions {
    rankedHeaders = List.copyOf(rankedHeaders);
    environment = List.copyOf(environment);
    if (node.isBlank()) {
      throw new EnvoyException("node: must not be empty");
    }
    check("attempts", attempts, 17);
    check("retried", retried, 16384);
    if (rankedHeaders.isEmpty()) {
      throw new EnvoyException("rankedHeaders: at least one is needed");
    }
  }

  private static void check(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new EnvoyException(name + ": " + value + " is not from 1 to " + most);
    }
  }

  public GatewayOptions withNode(String changed) {
    return new GatewayOptions(
        changed, attempts, acrossProviders, retried, rankedHeaders, clusterHeader, environment);
  }

  public GatewayOptions withAttempts(int changed) {
    return new GatewayOptions(
        node, changed, acrossProviders, retried, rankedHeaders, clusterHeader, environment);
  }

  public GatewayOptions withAcrossProviders(boolean changed) {
    return new GatewayOptions(
        node, attempts, changed, retried, rankedHeaders, clusterHeader, environment);
  }

  public GatewayOptions withRetried(int changed) {
    return new GatewayOptions(
        node, attempts, acrossProviders, changed, rankedHeaders, clusterHeader, environment);
  }

  public GatewayOptions withRankedHeaders(List<String> changed) {
    return new GatewayOptions(
        node, attempts, acrossProviders, retried, changed, clusterHeader, environment);
  }

  public GatewayOptions withClusterHeader(String changed) {
    return new GatewayOptions(
        node, attempts, acrossProviders, retried, rankedHeaders, Optional.of(changed), environment);
  }

  public GatewayOptions withEnvironment(List<String> changed) {
    return new GatewayOptions(
        node, attempts, acrossProviders, retried, rankedHeaders, clusterHeader, changed);
  }
}
