package dev.samovar.agent.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where the targets of a provider come from. */
public sealed interface Discovery {

  /** Addresses written down in the configuration. */
  record Static(List<HostPort> addresses) implements Discovery {
    public Static {
      addresses = List.copyOf(addresses);
    }

    @Override
    public String toString() {
      return "static " + addresses;
    }
  }

  /** Every address of a name, asked again when its time to live ends. */
  record Dns(HostPort name) implements Discovery {
    @Override
    public String toString() {
      return "dns " + name;
    }
  }

  /** Every host and port of a service record, asked again when its time to live ends. */
  record Srv(String name) implements Discovery {
    @Override
    public String toString() {
      return "srv " + name;
    }
  }

  /**
   * Target lists in the form of Prometheus' {@code file_sd}, JSON or YAML, watched.
   *
   * @param directory absolute
   * @param glob of file names in it
   */
  record Files(Path directory, String glob) implements Discovery {
    @Override
    public String toString() {
      return "file " + directory.resolve(glob);
    }
  }

  /**
   * The endpoints of a Kubernetes service, listed and watched.
   *
   * @param path where the configuration says so, for messages
   * @param namespace empty for the agent's own
   * @param selector of EndpointSlices, which carry the labels of their service
   * @param port a name or a number; empty where the slices have one port only
   * @param api empty for the cluster that the agent runs in
   */
  record Kubernetes(
      String path,
      Optional<String> namespace,
      Map<String, String> selector,
      Optional<String> port,
      Optional<KubernetesApi> api)
      implements Discovery {
    public static final String SERVICE = "kubernetes.io/service-name";

    public Kubernetes {
      selector = Map.copyOf(selector);
    }

    @Override
    public String toString() {
      return "kubernetes " + namespace.map(n -> n + "/").orElse("") + new TreeMap<>(selector);
    }
  }
}
