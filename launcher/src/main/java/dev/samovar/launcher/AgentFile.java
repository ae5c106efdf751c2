package dev.samovar.launcher;

import dev.samovar.envoy.HostPort;
import dev.samovar.launcher.Engines.Engine;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The text of the agent's configuration file. */
final class AgentFile {

  private AgentFile() {}

  /**
   * The whole file. A URI of the user's own Redis may hold a password and is no part of it.
   *
   * @param keyPrefix what all metric keys begin with
   * @param engines whom the agent scrapes
   * @param servers where each engine listens, by its name
   */
  static String text(
      Demo.Addresses addresses, String keyPrefix, Engines engines, Map<String, HostPort> servers) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("# Written by ./samovar up.\n");
    yaml.append("listen: ").append(quote(addresses.agent().toString())).append('\n');
    yaml.append("redis:\n");
    addresses
        .redis()
        .ifPresent(redis -> yaml.append("  uri: ").append(quote("redis://" + redis)).append('\n'));
    yaml.append("  keyPrefix: ").append(quote(keyPrefix)).append('\n');
    if (!engines.isEmpty()) {
      yaml.append("providers:\n");
    }
    Set<String> named = new HashSet<>();
    for (Engine engine : engines.all()) {
      String provider = engines.provider(engine);
      if (!named.add(provider)) {
        continue;
      }
      yaml.append("- name: ").append(quote(provider)).append('\n');
      yaml.append("  key: ").append(quote(provider)).append('\n');
      yaml.append("  engine: ").append(engine.kind().spelling()).append('\n');
      String targets =
          engines.servers().get(provider).stream()
              .map(name -> quote(servers.get(name).toString()))
              .collect(Collectors.joining(", "));
      yaml.append("  targets: [{static: [").append(targets).append("]}]\n");
    }
    return yaml.toString();
  }

  private static String quote(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
