package dev.samovar.launcher;

import dev.samovar.core.config.Provider;
import dev.samovar.envoy.Endpoints;
import dev.samovar.envoy.EnvoyAdmin;
import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.EnvoyConfiguration;
import dev.samovar.envoy.EnvoyProcess;
import dev.samovar.envoy.EnvoyUpdate;
import dev.samovar.envoy.Gateway;
import dev.samovar.envoy.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parts of a run and how they hang together: Redis, the agent, simulated servers for each
 * provider, and Envoy. Says what to start; {@link Children} starts it.
 */
final class Demo {

  /**
   * Where a run listens.
   *
   * @param redis empty when the user brings his own
   */
  record Addresses(HostPort gateway, HostPort admin, HostPort agent, Optional<HostPort> redis) {}

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** What a machine that is busy with other things may need. */
  private static final Duration READY = Duration.ofSeconds(75);

  /** The agent starts in seconds; what takes longer is a Redis that is not there. */
  private static final Duration REACHED = Duration.ofSeconds(45);

  private final Workspace workspace;
  private final Addresses addresses;
  private final Optional<RedisUri> redisUri;
  private final EnvoyBinary envoy;
  private final int concurrency;
  private final Engines engines;
  private final Map<String, HostPort> servers = new LinkedHashMap<>();
  private final ServerNames serverNames = new ServerNames();
  private Gateway gateway;

  Demo(
      Workspace workspace,
      Addresses addresses,
      Optional<RedisUri> redisUri,
      EnvoyBinary envoy,
      int concurrency,
      Engines engines) {
    this.workspace = workspace;
    this.addresses = addresses;
    this.redisUri = redisUri;
    this.envoy = envoy;
    this.concurrency = concurrency;
    this.engines = engines;
  }

  String envoyVersion() {
    return envoy.version();
  }

  Addresses addresses() {
    return addresses;
  }

  /** Writes all configuration and says what has to be started for it. */
  List<Child.Spec> lay(PluginDocument document) {
    List<Child.Spec> specs = new ArrayList<>();
    addresses.redis().ifPresent(address -> specs.add(redis(address)));
    specs.addAll(newServers(document));
    gateway = gateway(document);
    configuration().write(workspace.envoy());
    specs.add(agent(document));
    specs.add(envoy());
    return specs;
  }

  /** What has to be started before a changed document can be followed. */
  List<Child.Spec> newServers(PluginDocument document) {
    Map<String, Integer> missing = new LinkedHashMap<>();
    for (Provider provider : document.providers()) {
      for (String server : serversOf(provider)) {
        if (!servers.containsKey(server)) {
          missing.put(server, 0);
        }
      }
    }
    // All at once, so that no port is given twice.
    Map<String, HostPort> claimed = Ports.claim(missing);
    servers.putAll(claimed);
    List<Child.Spec> specs = new ArrayList<>();
    claimed.forEach((name, address) -> specs.add(server(name, address)));
    return specs;
  }

  /** One server, named as the provider, where it has no engines. */
  private List<String> serversOf(Provider provider) {
    return engines.servers().getOrDefault(provider.name(), List.of(provider.name()));
  }

  /** Where each server listens. */
  Map<String, HostPort> servers() {
    return Map.copyOf(servers);
  }

  /** Forgets servers that could not be started. */
  void withdraw(List<Child.Spec> specs) {
    specs.forEach(
        spec -> servers.values().removeIf(address -> address.toString().equals(spec.where())));
  }

  /** Puts a changed document in force: what the filter will need first, its configuration last. */
  EnvoyUpdate.Outcome follow(PluginDocument document) {
    Gateway changed = gateway(document);
    EnvoyUpdate.Outcome outcome = update().apply(changed);
    if (outcome == EnvoyUpdate.Outcome.REFUSED) {
      // Nothing that was refused may lie where Envoy would read it again.
      update().apply(gateway);
    } else {
      gateway = changed;
    }
    return outcome;
  }

  /** Hands a document with errors to the filter, which refuses it and keeps the old one. */
  void show(PluginDocument document) {
    update().show(gateway, document.json());
  }

  private EnvoyUpdate update() {
    EnvoyAdmin admin =
        EnvoyProcess.admin(workspace.envoy())
            .orElseThrow(() -> new LauncherException("envoy: does not answer"));
    return new EnvoyUpdate(admin, workspace.envoy());
  }

  private EnvoyConfiguration configuration() {
    return new EnvoyConfiguration(gateway, workspace.envoy().toString());
  }

  /**
   * Providers and target headers only ever come to the running ones: a worker that has not yet seen
   * the new configuration may still choose an old provider.
   */
  private Gateway gateway(PluginDocument document) {
    List<Gateway.Provider> providers = new ArrayList<>();
    for (Provider provider : document.providers()) {
      Endpoints endpoints =
          new Endpoints.Listed(serversOf(provider).stream().map(servers::get).toList());
      Gateway.Provider routed = new Gateway.Provider(provider.name(), endpoints);
      providers.add(provider.cluster().isEmpty() ? routed : routed.withCluster(provider.cluster()));
    }
    List<Gateway.Provider> retired = new ArrayList<>();
    Set<String> clusters = new LinkedHashSet<>(document.agentClusters());
    Map<String, Gateway.TargetHeader> headers = new LinkedHashMap<>();
    document.targetHeaders().forEach(header -> headers.put(header.name(), header));
    if (gateway != null) {
      retired.addAll(gateway.retired());
      retired.addAll(gateway.providers());
      retired.removeIf(old -> providers.stream().anyMatch(now -> now.name().equals(old.name())));
      clusters.addAll(gateway.agent().clusters());
      gateway
          .plugin()
          .targetHeaders()
          .forEach(
              old -> headers.putIfAbsent(old.name(), new Gateway.TargetHeader(old.name(), false)));
    }
    return new Gateway(
        addresses.gateway(),
        addresses.admin(),
        new Gateway.Agent(List.copyOf(clusters), addresses.agent()),
        new Gateway.Plugin(
            workspace.wasm().toString(), document.json(), List.copyOf(headers.values())),
        providers,
        retired,
        Optional.of(workspace.log("access").toString()),
        document.options().withNode("samovar-" + addresses.gateway().port()));
  }

  private Child.Spec redis(HostPort address) {
    Path binary = RedisServer.unpack(workspace.redis());
    return new Child.Spec(
        "redis",
        address.toString(),
        RedisServer.command(binary, workspace.redis(), address),
        Map.of(),
        workspace.log("redis"),
        Probe.redis(address),
        READY);
  }

  /** The agent, with its configuration file written. */
  Child.Spec agent(PluginDocument document) {
    String yaml = AgentFile.text(addresses, document.keyPrefix(), engines, servers);
    try {
      Files.writeString(workspace.agentConfiguration(), yaml);
    } catch (IOException e) {
      throw new LauncherException(
          workspace.agentConfiguration() + ": cannot be written: " + e.getMessage(), e);
    }
    // A URI that may hold a password goes neither into a file nor onto a command line.
    Map<String, String> environment =
        redisUri.map(uri -> Map.of("SAMOVAR_AGENT_REDIS_URI", uri.text())).orElse(Map.of());
    return new Child.Spec(
        "agent",
        addresses.agent().toString(),
        java(
            "-Xmx128m",
            workspace.agentJar(),
            List.of("--config", workspace.agentConfiguration().toString())),
        environment,
        workspace.log("agent"),
        agentProbe(),
        redisUri.isPresent() ? REACHED : READY);
  }

  private Probe agentProbe() {
    Probe ready = Probe.http(addresses.agent(), "/readyz");
    return redisUri.isPresent()
        ? new OwnRedisProbe(ready, redisUri.get(), System::nanoTime)
        : ready;
  }

  private Child.Spec server(String server, HostPort address) {
    String name = serverNames.of(server);
    List<String> flags = new ArrayList<>();
    flags.addAll(List.of("--port=" + address.port(), "--name=" + name));
    engines.find(server).map(Engines.Engine::flags).ifPresent(flags::addAll);
    return new Child.Spec(
        "llm-" + name,
        address.toString(),
        java("-Xmx64m", workspace.simulatorJar(), flags),
        Map.of(),
        workspace.log("llm-" + name),
        Probe.http(address, "/health"),
        READY);
  }

  private Child.Spec envoy() {
    try {
      Files.deleteIfExists(EnvoyProcess.addressFile(workspace.envoy()));
    } catch (IOException e) {
      throw new LauncherException(workspace.envoy() + ": cannot be written: " + e.getMessage(), e);
    }
    return new Child.Spec(
        "envoy",
        addresses.gateway().toString(),
        EnvoyProcess.command(envoy, workspace.envoy(), concurrency),
        Map.of(),
        workspace.log("envoy"),
        Probe.envoy(workspace.envoy()),
        READY);
  }

  private static List<String> java(String heap, Path jar, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(JAVA, heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Xshare:auto", "-jar", jar.toString()));
    command.addAll(arguments);
    return command;
  }
}
