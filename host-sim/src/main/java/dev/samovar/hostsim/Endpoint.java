package dev.samovar.hostsim;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One host of the upstream, as attempts are sent to it.
 *
 * @param address {@code ip:port}, property {@code upstream.address}
 * @param cluster property {@code xds.cluster_name} of the attempt
 * @param metadata values of {@code xds.upstream_host_metadata.filter_metadata.NAMESPACE.KEY}, keyed
 *     {@code NAMESPACE/KEY}
 */
public record Endpoint(String address, String cluster, Map<String, String> metadata) {

  /** Copies the metadata. */
  public Endpoint {
    metadata = Map.copyOf(metadata);
  }

  /** A host without metadata. */
  public static Endpoint of(String address, String cluster) {
    return new Endpoint(address, cluster, Map.of());
  }

  /** The same host with one more value of metadata. */
  public Endpoint with(String namespace, String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(metadata);
    more.put(namespace + "/" + key, value);
    return new Endpoint(address, cluster, more);
  }

  int port() {
    int colon = address.lastIndexOf(':');
    return colon < 0 ? 0 : Integer.parseInt(address.substring(colon + 1));
  }
}
