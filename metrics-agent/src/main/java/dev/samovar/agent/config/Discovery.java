package dev.samovar.agent.config;

import java.util.List;

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
}
