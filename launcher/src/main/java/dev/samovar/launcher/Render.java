package dev.samovar.launcher;

import dev.samovar.envoy.EnvoyConfiguration;
import dev.samovar.envoy.Gateway;
import dev.samovar.envoy.HostPort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code samovar render}: Envoy's configuration for another host, from the demo's template. */
@Command(
    name = "render",
    hidden = true,
    description = "Writes Envoy's configuration for another host.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class Render implements Callable<Integer> {

  @Option(names = "--to", paramLabel = "DIR", required = true, description = "Where to write it.")
  Path to;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "The plugin configuration, YAML or JSON.")
  Path config;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      required = true,
      description = "Where Envoy will find what is written.")
  String directory;

  @Option(
      names = "--wasm",
      paramLabel = "FILE",
      required = true,
      description = "Where Envoy will find the filter.")
  String wasm;

  @Option(
      names = "--gateway",
      paramLabel = "HOST:PORT",
      defaultValue = "0.0.0.0:10000",
      description = "Where clients connect (default: ${DEFAULT-VALUE}).")
  String gateway;

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:9901",
      description = "Envoy's admin interface (default: ${DEFAULT-VALUE}).")
  String admin;

  @Option(
      names = "--agent",
      paramLabel = "HOST:PORT",
      required = true,
      description = "Where the agent answers.")
  String agent;

  @Option(
      names = "--provider",
      paramLabel = "NAME=HOST:PORT",
      required = true,
      description = "Where a provider of the configuration answers; once for each.")
  Map<String, String> providers;

  @Option(
      names = "--access-log",
      paramLabel = "FILE",
      description = "Where Envoy writes a line a request (default: nowhere).")
  String accessLog;

  private final Console console = Console.standard();

  @Override
  public Integer call() {
    PluginDocument document = PluginFile.read(config);
    document.problems().forEach(problem -> console.warn(config + ": " + problem));
    if (!document.isValid()) {
      return 1;
    }
    List<Gateway.Provider> routed = new ArrayList<>();
    for (var provider : document.providers()) {
      String address = providers.get(provider.name());
      if (address == null) {
        throw new LauncherException(
            "--provider: nothing is given for " + provider.name() + " of " + config);
      }
      routed.add(new Gateway.Provider(provider.name(), HostPort.parse(address)));
    }
    Gateway rendered =
        new Gateway(
            HostPort.parse(gateway),
            HostPort.parse(admin),
            new Gateway.Agent(document.agentClusters(), HostPort.parse(agent)),
            new Gateway.Plugin(wasm, document.json(), document.targetHeaders()),
            routed,
            Optional.ofNullable(accessLog));
    new EnvoyConfiguration(rendered, directory)
        .write(to)
        .forEach(name -> console.say(to.resolve(name).toString()));
    return 0;
  }
}
