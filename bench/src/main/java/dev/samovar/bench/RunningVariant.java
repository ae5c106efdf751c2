package dev.samovar.bench;

import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.EnvoyConfiguration;
import dev.samovar.envoy.EnvoyException;
import dev.samovar.envoy.EnvoyProcess;
import dev.samovar.envoy.FreePorts;
import dev.samovar.envoy.Gateway;
import dev.samovar.envoy.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A variant's Envoy with one worker, and the processes that work with it.
 *
 * @param startMillis from the start of the process until it serves
 */
record RunningVariant(
    Variant variant,
    EnvoyProcess envoy,
    Optional<Process> processor,
    Optional<StandInAgent> agent,
    long startMillis)
    implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  /** What all variants of a workload share. */
  record Surroundings(
      EnvoyBinary binary, Path directory, Path wasm, Peers peers, Upstream upstream) {}

  /**
   * Which Envoy of a variant it is.
   *
   * @param suffix of its directory's name
   * @param port of the server behind it
   * @param explaining whether a request may ask our filter for its decision
   */
  record Setup(String suffix, int port, boolean explaining) {

    /** The one that is measured, before one of the upstream's servers. */
    static Setup measured(Upstream upstream, boolean streams) {
      return new Setup(streams ? "-stream" : "", upstream.port(streams), false);
    }
  }

  /**
   * Starts the Envoy of a variant.
   *
   * @throws BenchException when it does not start, with the end of its log
   */
  static RunningVariant start(Variant variant, Surroundings around, Setup setup) {
    Path directory = around.directory().resolve(variant.name() + setup.suffix());
    int port = setup.port();
    Optional<Process> processor = Optional.empty();
    Optional<StandInAgent> agent = Optional.empty();
    try {
      switch (variant.kind()) {
        case PLAIN -> BareProxy.to(port).write(directory);
        case BUFFER -> BareProxy.to(port).buffer().write(directory);
        case LUA -> BareProxy.to(port).lua(around.peers().lua()).write(directory);
        case WASM ->
            BareProxy.to(port)
                .cluster("agent", around.upstream().metricsPort())
                .wasm(
                    around.peers().get(variant.peer()).file(), FilterConfiguration.ofPeer(variant))
                .write(directory);
        case EXT_PROC -> {
          int processorPort = FreePorts.next();
          processor = Optional.of(processor(around, variant, processorPort));
          BareProxy.to(port).externalProcessor(processorPort).write(directory);
        }
        case SAMOVAR -> {
          agent = Optional.of(agent(variant));
          int agentPort =
              FilterConfiguration.asksForEachRequest(variant)
                  ? around.upstream().metricsPort()
                  : agent.get().port();
          BareProxy.to(port)
              .cluster("agent", agentPort)
              .wasm(around.wasm(), configuration(variant, setup))
              .write(directory);
        }
        case SHIPPED -> {
          // The proxy tries the endpoints that the filter names, so they have to be there.
          boolean real = port == around.upstream().port(false);
          List<HostPort> endpoints =
              IntStream.range(0, variant.endpoints())
                  .mapToObj(i -> real ? around.upstream().endpoint(i) : HostPort.local(port))
                  .toList();
          agent =
              Optional.of(
                  StandInAgent.start(
                      FilterConfiguration.providers(variant),
                      endpoints.size(),
                      real ? i -> endpoints.get(i).toString() : ExchangeAnswer::address));
          Gateway gateway =
              FilterConfiguration.gateway(
                  variant,
                  configuration(variant, setup),
                  around.wasm(),
                  agent.get().port(),
                  endpoints);
          new EnvoyConfiguration(gateway, directory.toString()).write(directory);
        }
      }
      long begin = System.nanoTime();
      EnvoyProcess envoy = EnvoyProcess.start(around.binary(), directory, 1, START);
      long millis = (System.nanoTime() - begin) / 1_000_000;
      return new RunningVariant(variant, envoy, processor, agent, millis);
    } catch (EnvoyException | BenchException e) {
      processor.ifPresent(Process::destroyForcibly);
      agent.ifPresent(StandInAgent::close);
      throw new BenchException(variant.name() + ": " + e.getMessage(), e);
    }
  }

  private static String configuration(Variant variant, Setup setup) {
    return setup.explaining()
        ? FilterConfiguration.explaining(variant)
        : FilterConfiguration.of(variant);
  }

  private static StandInAgent agent(Variant variant) {
    return StandInAgent.start(
        FilterConfiguration.providers(variant), variant.endpoints(), ExchangeAnswer::address);
  }

  private static Process processor(Surroundings around, Variant variant, int port) {
    Path file = around.peers().get(variant.peer()).file();
    Path log = around.directory().resolve(variant.name() + ".log");
    return Upstream.startListening(
        new ProcessBuilder(file.toString(), Integer.toString(port)), log, port);
  }

  /** CPU time of the proxy and of what works for it, in microseconds. */
  long cpuMicros() {
    return ProcessFigures.cpuMicros(envoy.pid())
        + processor.map(process -> ProcessFigures.cpuMicros(process.pid())).orElse(0L);
  }

  /** Memory of the same processes, in KiB. */
  long residentKib() {
    return ProcessFigures.residentKib(envoy.pid())
        + processor.map(process -> ProcessFigures.residentKib(process.pid())).orElse(0L);
  }

  /**
   * Decisions that the filter has told so far, at its last tick.
   *
   * @param level of which, or the empty string for all
   */
  long decisions(String level) {
    return envoy
        .admin()
        .get("/stats?usedonly")
        .lines()
        .filter(line -> line.contains("samovar.provider."))
        .filter(line -> line.contains((level.isEmpty() ? "" : ".level." + level) + ".decisions: "))
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  int port() {
    return envoy.listen().port();
  }

  @Override
  public void close() {
    envoy.close();
    processor.ifPresent(Process::destroyForcibly);
    agent.ifPresent(StandInAgent::close);
  }
}
