package dev.samovar.bench.order;

import dev.samovar.bench.order.Driver.Driven;
import dev.samovar.bench.order.Driver.Happening;
import dev.samovar.cli.simulate.Fleet;
import dev.samovar.cli.simulate.engine.EngineModel;
import dev.samovar.cli.simulate.gateway.ReplicaPlan;
import dev.samovar.cli.simulate.scenario.Scenario;
import dev.samovar.envoy.Endpoints;
import dev.samovar.envoy.EnvoyAdmin;
import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.EnvoyException;
import dev.samovar.envoy.EnvoyProcess;
import dev.samovar.envoy.FreePorts;
import dev.samovar.envoy.Gateway;
import dev.samovar.envoy.GatewayOptions;
import dev.samovar.envoy.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A scenario's fleet in processes: an llm-sim for each replica, one agent without Redis, an Envoy
 * for each gateway with the filter under one policy.
 */
public final class LiveFleet implements AutoCloseable {
  private static final String PROVIDER = "fleet";
  private static final Duration START = Duration.ofSeconds(40);

  /** Exchanges that a gateway has had before requests come: it knows the fleet then. */
  private static final int EXCHANGES = 4;

  private final Scenario scenario;
  private final List<Server> engines = new ArrayList<>();
  private final List<AutoCloseable> started = new ArrayList<>();
  private final List<EnvoyProcess> gateways = new ArrayList<>();

  /** What is the same for all runs. */
  public record Parts(EnvoyBinary envoy, Path wasm, Path agentJar, Path engineJar) {}

  /** A real run, and the deviation of its driver. */
  public record Result(Run run, double lateP99Seconds) {}

  private LiveFleet(Scenario scenario) {
    this.scenario = scenario;
  }

  /**
   * Starts everything and waits until each gateway knows the fleet.
   *
   * @throws OrderException when something does not start
   */
  public static LiveFleet start(Scenario scenario, String policy, Parts parts, Path directory) {
    LiveFleet fleet = new LiveFleet(scenario);
    try {
      fleet.startEngines(parts, directory);
      Server agent = fleet.startAgent(parts, directory);
      fleet.startGateways(policy, agent.port(), parts, directory);
      return fleet;
    } catch (RuntimeException e) {
      fleet.close();
      throw e;
    }
  }

  /** Runs the scenario's requests through it. */
  public Result run() {
    Driven driven =
        Driver.drive(
            scenario, gateways.stream().map(EnvoyProcess::listen).toList(), names(), failures());
    return new Result(driven.run(), driven.lateSeconds().p99());
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < scenario.fleet().size(); i++) {
      names.add("replica-" + i);
    }
    return names;
  }

  private List<Happening> failures() {
    List<Happening> all = new ArrayList<>();
    for (int i = 0; i < engines.size(); i++) {
      Server engine = engines.get(i);
      ReplicaPlan plan = scenario.fleet().replicas().get(i);
      if (plan.failsFrom() != Long.MAX_VALUE) {
        all.add(new Happening(plan.failsFrom(), () -> fail(engine, "503")));
      }
      if (plan.failsUntil() != Long.MAX_VALUE) {
        all.add(new Happening(plan.failsUntil(), () -> fail(engine, "null")));
      }
    }
    return all;
  }

  private static void fail(Server engine, String status) {
    engine.post("/_sim/knobs", "{\"failStatus\":" + status + "}");
  }

  private void startEngines(Parts parts, Path directory) {
    List<String> names = names();
    for (int i = 0; i < names.size(); i++) {
      double speed = scenario.fleet().replicas().get(i).speed();
      int port = FreePorts.next();
      List<String> flags = new ArrayList<>(flags(scenario.fleet().engine(), speed));
      flags.addAll(List.of("--port=" + port, "--name=" + names.get(i), "--model=any"));
      Server engine =
          Server.start(names.get(i), parts.engineJar(), port, "-Xmx160m", flags, directory);
      engines.add(engine);
      started.add(engine);
    }
    engines.forEach(engine -> engine.await("/health"));
  }

  /** How llm-sim is started as that model with another speed. */
  static List<String> flags(EngineModel model, double speed) {
    return List.of(
        "--ttft=0ms",
        String.format(Locale.ROOT, "--tokens-per-second=%.4f", model.decodeRate() * speed),
        String.format(Locale.ROOT, "--prefill-tokens-per-second=%.4f", model.prefillRate() * speed),
        "--max-running=" + model.slots(),
        "--max-batched-tokens=" + model.stepTokens(),
        "--kv-blocks=" + model.kvBlocks(),
        "--block-size=" + model.blockTokens(),
        "--max-model-len=" + Math.min(1_000_000, model.kvBlocks() * model.blockTokens()));
  }

  private Server startAgent(Parts parts, Path directory) {
    StringBuilder targets = new StringBuilder();
    for (Server engine : engines) {
      targets.append(targets.isEmpty() ? "" : ", ");
      targets.append("\"127.0.0.1:").append(engine.port()).append('"');
    }
    int port = FreePorts.next();
    String yaml =
        "listen: \"127.0.0.1:"
            + port
            + "\"\nscrape: {interval: 250ms}\nexchange: {interval: 250ms}\nproviders:\n- name: "
            + PROVIDER
            + "\n  engine: vllm\n  targets: [{static: ["
            + targets
            + "]}]\n";
    Path file = directory.resolve("agent.yaml");
    write(file, yaml);
    Server agent =
        Server.start(
            "agent",
            parts.agentJar(),
            port,
            "-Xmx128m",
            List.of("--config", file.toString()),
            directory);
    started.add(agent);
    agent.await("/readyz");
    return agent;
  }

  private void startGateways(String policy, int agentPort, Parts parts, Path directory) {
    List<HostPort> endpoints =
        engines.stream().map(engine -> HostPort.local(engine.port())).toList();
    Fleet fleet = scenario.fleet();
    for (int i = 0; i < fleet.gateways(); i++) {
      Gateway gateway =
          new Gateway(
                  HostPort.local(0),
                  HostPort.local(0),
                  Gateway.Agent.at(HostPort.local(agentPort)),
                  Gateway.Plugin.of(
                      parts.wasm().toString(), configuration(policy, fleet.attempts())),
                  List.of(new Gateway.Provider(PROVIDER, new Endpoints.Listed(endpoints))),
                  Optional.empty())
              .withOptions(
                  GatewayOptions.DEFAULT
                      .withNode("gateway-" + i)
                      .withAttempts(fleet.attempts())
                      .withAcrossProviders(false));
      EnvoyProcess envoy =
          EnvoyProcess.start(
              parts.envoy(), gateway, directory.resolve("gateway-" + i), fleet.workers(), START);
      gateways.add(envoy);
      started.add(envoy);
    }
    gateways.forEach(envoy -> awaitExchanges(envoy.admin()));
  }

  /** The filter's configuration. */
  static String configuration(String policy, int attempts) {
    return "{\"providers\":[{\"name\":\""
        + PROVIDER
        + "\"}],\"models\":[{\"name\":\"*\"}],\"policy\":\""
        + policy
        + "\",\"failover\":{\"endpoints\":"
        + Math.min(16, attempts)
        + "}}";
  }

  private static void awaitExchanges(EnvoyAdmin admin) {
    long end = System.nanoTime() + START.toNanos();
    try {
      while (System.nanoTime() < end) {
        if (admin.stat("wasmcustom.samovar.exchange.ok") >= EXCHANGES) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OrderException("interrupted while a gateway started", e);
    }
    throw new OrderException("gateway: has no exchange with the agent");
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new OrderException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    Collections.reverse(started);
    for (AutoCloseable one : started) {
      try {
        one.close();
      } catch (Exception e) {
        throw new EnvoyException("a process cannot be ended: " + e.getMessage(), e);
      }
    }
    started.clear();
  }
}
