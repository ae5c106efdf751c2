package dev.samovar.envoy;

import java.util.List;

/** Where the endpoints of a provider come from. */
public sealed interface Endpoints {

  /**
   * Endpoints that the configuration names.
   *
   * @param addresses at least one; a ranked list is heeded where all of several are IP addresses
   */
  record Listed(List<HostPort> addresses) implements Endpoints {

    public Listed {
      addresses = List.copyOf(addresses);
      if (addresses.isEmpty()) {
        throw new EnvoyException("endpoints: at least one is needed");
      }
    }

    boolean areAddresses() {
      return addresses.stream().allMatch(HostPort::isAddress);
    }
  }

  /**
   * Endpoints that the agent finds and writes into a file, which Envoy watches. The file must be
   * there when Envoy reads its clusters, with no resource until the agent knows the provider, and
   * hold no other provider's: Envoy refuses such a file.
   *
   * @param file as Envoy sees it
   * @param provider the name under which the agent writes them
   */
  record Discovered(String file, String provider) implements Endpoints {}

  static Endpoints at(HostPort address) {
    return new Listed(List.of(address));
  }

  /** True where the filter may choose among the endpoints, by a ranked list. */
  default boolean areRanked() {
    return !(this instanceof Listed listed)
        || (listed.addresses().size() > 1 && listed.areAddresses());
  }

  /** How often one request may try them; how many the agent will find is not known. */
  default int tries() {
    return this instanceof Listed listed ? listed.addresses().size() : Integer.MAX_VALUE;
  }
}
