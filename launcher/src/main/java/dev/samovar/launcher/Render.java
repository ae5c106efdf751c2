package dev.samovar.launcher;

import dev.samovar.envoy.Endpoints;
import dev.samovar.envoy.EnvoyConfiguration;
import dev.samovar.envoy.Gateway;
import dev.samovar.envoy.HostPort;
import dev.samovar.envoy.Tls;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code samovar render}: Envoy's configuration for another host, from the demo's template. */
@Command(
    name = "render",
    hidden = true,
    description = "Writes Envoy's configuration for another host.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class Render implements Callable<Integer> {

  private static final String EDS = "eds:";
  private static final String HTTPS = "https://";

  @Spec CommandSpec spec;

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
      paramLabel = "NAME=WHERE",
      required = true,
      description =
          "Where a provider of the configuration answers; once for each. Several endpoints have"
              + " commas between; https://HOST:PORT is asked over TLS, and eds:FILE is the agent's"
              + " file of its endpoints.")
  Map<String, String> providers;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      defaultValue = "samovar",
      description = "The proxy's name on the agent's page (default: ${DEFAULT-VALUE}).")
  String node;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      description = "Write this file alone; once for each (default: all).")
  List<String> only = List.of();

  @Option(
      names = "--access-log",
      paramLabel = "FILE",
      description = "Where Envoy writes a line a request (default: nowhere).")
  String accessLog;

  @Override
  public Integer call() {
    PluginDocument document = PluginFile.read(config);
    document
        .problems()
        .forEach(problem -> say(spec.commandLine().getErr(), config + ": " + problem));
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
      Gateway.Provider one = provider(provider.name(), address);
      routed.add(provider.cluster().isEmpty() ? one : one.withCluster(provider.cluster()));
    }
    Gateway rendered =
        new Gateway(
            HostPort.parse(gateway),
            HostPort.parse(admin),
            new Gateway.Agent(document.agentClusters(), HostPort.parse(agent)),
            new Gateway.Plugin(wasm, document.json(), document.targetHeaders()),
            routed,
            List.of(),
            Optional.ofNullable(accessLog),
            document.options().withNode(node));
    EnvoyConfiguration files = new EnvoyConfiguration(rendered, directory);
    (only.isEmpty() ? files.write(to) : files.write(to, only))
        .forEach(name -> say(spec.commandLine().getOut(), to.resolve(name).toString()));
    return 0;
  }

  private static Gateway.Provider provider(String name, String where) {
    if (where.startsWith(EDS)) {
      String file = where.substring(EDS.length());
      return new Gateway.Provider(name, new Endpoints.Discovered(file, name));
    }
    boolean tls = where.startsWith(HTTPS);
    List<HostPort> addresses = new ArrayList<>();
    for (String address : (tls ? where.substring(HTTPS.length()) : where).split(",")) {
      addresses.add(HostPort.parse(address));
    }
    Gateway.Provider plain = new Gateway.Provider(name, new Endpoints.Listed(addresses));
    return tls ? plain.withTls(Tls.of(addresses.get(0).host())) : plain;
  }

  private static void say(PrintWriter stream, String line) {
    stream.println(line);
    stream.flush();
  }
}
