package dev.samovar.agent.config;

import java.nio.file.Path;
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
}
