package dev.samovar.agent.discover;

import dev.samovar.agent.config.Discovery;
import dev.samovar.agent.config.HostPort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What EndpointSlices say, as targets. An endpoint that is not ready or is terminating is none;
 * {@code ready} that is not said counts as ready. A pod with addresses of both families is taken by
 * its IPv4 one, so that its load counts once. Labels: those of the slice but Kubernetes' own, and
 * {@code pod}, {@code node} and {@code zone} of the endpoint.
 */
final class KubernetesSlices {
  private static final List<String> FAMILIES = List.of("IPv4", "IPv6");

  private KubernetesSlices() {}

  /**
   * The targets.
   *
   * @throws IllegalArgumentException beginning with the configuration's path, when slices have
   *     several ports and the configuration names none
   */
  static List<Found> found(Discovery.Kubernetes from, Collection<EndpointSlice> slices) {
    Map<HostPort, Found> found = new LinkedHashMap<>();
    Set<String> pods = new HashSet<>();
    for (String family : FAMILIES) {
      Set<String> own = new HashSet<>();
      for (EndpointSlice slice : slices) {
        Optional<Integer> port = family.equals(slice.getAddressType()) ? port(from, slice) : none();
        for (Endpoint endpoint : port.isPresent() ? orEmpty(slice.getEndpoints()) : none(slice)) {
          Optional<String> pod = pod(endpoint);
          if (isReady(endpoint) && !(pod.isPresent() && pods.contains(pod.get()))) {
            Map<String, String> labels = labels(slice, endpoint);
            // The first address stands for all of them; Kubernetes writes one only.
            orEmpty(endpoint.getAddresses()).stream()
                .limit(1)
                .map(address -> new HostPort(address, port.get()))
                .forEach(address -> found.putIfAbsent(address, new Found(address, labels)));
            pod.ifPresent(own::add);
          }
        }
      }
      pods.addAll(own);
    }
    return List.copyOf(found.values());
  }

  private static Optional<Integer> none() {
    return Optional.empty();
  }

  private static List<Endpoint> none(EndpointSlice slice) {
    return List.of();
  }

  private static Optional<Integer> port(Discovery.Kubernetes from, EndpointSlice slice) {
    if (from.port().isPresent() && Character.isDigit(from.port().get().charAt(0))) {
      return from.port().map(Integer::valueOf);
    }
    List<EndpointPort> ports =
        orEmpty(slice.getPorts()).stream()
            .filter(port -> port.getPort() != null)
            .filter(port -> port.getProtocol() == null || port.getProtocol().equals("TCP"))
            .filter(port -> from.port().isEmpty() || from.port().get().equals(port.getName()))
            .toList();
    if (ports.size() > 1) {
      throw new IllegalArgumentException(
          from.path()
              + ".port: must be one of "
              + ports.stream().map(EndpointPort::getName).toList()
              + ", which the service has");
    }
    return ports.stream().map(EndpointPort::getPort).findFirst();
  }

  private static boolean isReady(Endpoint endpoint) {
    var conditions = endpoint.getConditions();
    return conditions == null
        || !Boolean.FALSE.equals(conditions.getReady())
            && !Boolean.TRUE.equals(conditions.getTerminating());
  }

  private static Optional<String> pod(Endpoint endpoint) {
    return Optional.ofNullable(endpoint.getTargetRef())
        .filter(target -> "Pod".equals(target.getKind()))
        .map(target -> target.getName());
  }

  private static Map<String, String> labels(EndpointSlice slice, Endpoint endpoint) {
    Map<String, String> labels = new TreeMap<>();
    Map<String, String> given = slice.getMetadata().getLabels();
    if (given != null) {
      given.forEach(
          (name, value) -> {
            if (!name.contains("kubernetes.io/") && !name.contains("k8s.io/")) {
              labels.put(name, value);
            }
          });
    }
    pod(endpoint).ifPresent(pod -> labels.put("pod", pod));
    Optional.ofNullable(endpoint.getNodeName()).ifPresent(node -> labels.put("node", node));
    Optional.ofNullable(endpoint.getZone()).ifPresent(zone -> labels.put("zone", zone));
    return labels;
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? new ArrayList<>() : list;
  }
}
