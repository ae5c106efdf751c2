package dev.samovar.agent;

import dev.samovar.agent.center.LoadCenter;
import dev.samovar.agent.config.AgentConfig;
import dev.samovar.agent.config.HostPort;
import dev.samovar.agent.discover.EdsFiles;
import dev.samovar.agent.discover.Finders;
import dev.samovar.agent.discover.Targets;
import dev.samovar.agent.eds.EdsServer;
import dev.samovar.agent.exchange.Admission;
import dev.samovar.agent.exchange.Exchange;
import dev.samovar.agent.exchange.StatusBoard;
import dev.samovar.agent.http.Endpoint;
import dev.samovar.agent.http.HttpServer;
import dev.samovar.agent.http.MetricsEndpoint;
import dev.samovar.agent.http.PageEndpoint;
import dev.samovar.agent.http.Routes;
import dev.samovar.agent.http.SnapshotEndpoint;
import dev.samovar.agent.http.StatusEndpoints;
import dev.samovar.agent.map.Engines;
import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.scrape.JdkFetcher;
import dev.samovar.agent.store.Health;
import dev.samovar.agent.store.MemoryStore;
import dev.samovar.agent.store.RedisStore;
import dev.samovar.agent.store.WatchedStore;
import dev.samovar.agent.time.Clock;
import dev.samovar.agent.time.Wall;
import dev.samovar.agent.tls.ClientTls;
import dev.samovar.agent.tls.ServerTls;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running agent: every part put together, started by the constructor, stopped by {@code close}.
 */
public final class Agent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
  private static final long DRAIN_MILLIS = 2_000;

  private final Clock clock = Clock.SYSTEM;
  private final ScheduledExecutorService scheduler =
      Executors.newScheduledThreadPool(
          1,
          task -> {
            Thread thread = new Thread(task, "loops");
            thread.setDaemon(true);
            return thread;
          });
  private final AgentMetrics metrics;
  private final Health health;
  private final WatchedStore store;
  private final HttpServer server;
  private final Optional<HttpServer> center;
  private final EdsFiles edsFiles;
  private final Optional<EdsServer> eds;
  private final boolean memoryOnly;
  private final JdkFetcher fetcher;
  private final Finders finders;
  private final Collector collector;
  private final Exchange exchange;
  private volatile boolean stopping;

  /**
   * Listens, then starts the loops; Redis is connected in the background.
   *
   * @throws IOException beginning with the address, when it cannot be bound
   */
  public Agent(AgentConfig config, Engines engines, String version) throws IOException {
    fetcher = new JdkFetcher(config.scrape().timeout());
    finders = new Finders(config.scrape().interval());
    prepare(config);
    metrics = new AgentMetrics(version, clock);
    health = new Health(metrics);
    memoryOnly = config.redis().isEmpty();
    store =
        new WatchedStore(
            memoryOnly ? new MemoryStore(clock) : new RedisStore(config.redis().get(), clock),
            health,
            metrics);
    collector =
        new Collector(
            config, engines, finders, fetcher, store, metrics, scheduler, clock, this::tellEnvoy);
    exchange =
        new Exchange(
            config,
            collector.snapshots(),
            collector::agents,
            store,
            metrics,
            scheduler,
            clock,
            collector::startRounds);
    collector.add(exchange::join);
    try {
      server = new HttpServer(config.listen(), routes(config), config.exchange().tls());
      center = center(config);
      edsFiles = EdsFiles.of(config);
      eds = eds(config);
    } catch (IOException e) {
      store.close();
      throw e;
    }
    LOG.atInfo()
        .addKeyValue("address", server.address())
        .addKeyValue("store", memoryOnly ? "memory" : "redis")
        .log("listening");
    if (!memoryOnly) {
      store.watch(scheduler);
    }
    collector.start();
  }

  /**
   * Files of certificates are read before anything runs, so that a bad one is told at the start.
   */
  private void prepare(AgentConfig config) throws IOException {
    List<String> errors = check(config);
    if (!errors.isEmpty()) {
      fetcher.close();
      throw new IOException(String.join("\n", errors));
    }
  }

  /** What the configuration's files hold that cannot be used; each begins with the file. */
  static List<String> check(AgentConfig config) {
    Set<String> errors = new LinkedHashSet<>();
    config.providers().stream()
        .flatMap(provider -> provider.targets().stream())
        .flatMap(group -> group.access().tls().stream())
        .distinct()
        .forEach(tls -> tried(() -> ClientTls.context(tls), errors));
    Stream.of(config.exchange().tls(), config.eds().tls())
        .flatMap(Optional::stream)
        .forEach(tls -> tried(() -> ServerTls.context(tls), errors));
    return List.copyOf(errors);
  }

  private static void tried(Runnable reading, Set<String> errors) {
    try {
      reading.run();
    } catch (IllegalArgumentException e) {
      errors.add(e.getMessage());
    }
  }

  private Routes routes(AgentConfig config) {
    Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    endpoints.put(
        MetricsEndpoint.PATH, new MetricsEndpoint(store, config.keyPrefix(), metrics, clock));
    endpoints.put(
        SnapshotEndpoint.PATH,
        new SnapshotEndpoint(collector.snapshots()::current, exchange::show, clock));
    endpoints.put(Exchange.PATH, exchange);
    endpoints.put(
        StatusBoard.PATH,
        new StatusBoard(exchange, config.agents().id(), collector::agents, this::storeState));
    endpoints.put("/", new PageEndpoint());
    if (config.metadataCenter().enabled()) {
      endpoints.putAll(loadCenter(config));
      endpoints.put("/health", StatusEndpoints.health());
    }
    endpoints.put("/healthz", StatusEndpoints.health());
    endpoints.put("/readyz", StatusEndpoints.ready(this::notReady));
    endpoints.put("/metrics", StatusEndpoints.own(metrics));
    return new Routes(endpoints, metrics);
  }

  /** The metadata centre's own port, where one is configured. */
  private Optional<HttpServer> center(AgentConfig config) throws IOException {
    OptionalInt port = config.metadataCenter().port();
    if (!config.metadataCenter().enabled()
        || port.isEmpty()
        || port.getAsInt() == config.listen().port() && port.getAsInt() != 0) {
      return Optional.empty();
    }
    Map<String, Endpoint> endpoints = new LinkedHashMap<>(loadCenter(config));
    endpoints.put("/health", StatusEndpoints.health());
    endpoints.put("/metrics", StatusEndpoints.own(metrics));
    HttpServer own;
    try {
      own =
          new HttpServer(
              new HostPort(config.listen().host(), port.getAsInt()),
              new Routes(endpoints, metrics),
              config.exchange().tls());
    } catch (IOException e) {
      server.close();
      throw e;
    }
    LOG.atInfo().addKeyValue("center", own.address()).log("metadata centre listening");
    return Optional.of(own);
  }

  private Optional<EdsServer> eds(AgentConfig config) throws IOException {
    if (config.eds().listen().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new EdsServer(config.eds().listen().get(), config.eds()));
    } catch (IOException e) {
      server.close();
      center.ifPresent(HttpServer::close);
      throw e;
    }
  }

  private void tellEnvoy(Targets targets) {
    edsFiles.write(targets);
    eds.ifPresent(service -> service.tell(targets));
  }

  private Map<String, Endpoint> loadCenter(AgentConfig config) {
    Map<String, String> names = new LinkedHashMap<>();
    config
        .providers()
        .forEach(
            provider -> {
              names.put(provider.key(), provider.name());
              names.put(provider.name(), provider.name());
            });
    return new LoadCenter(
            cluster -> exchange.byIp(names.getOrDefault(cluster, "")),
            request -> Admission.refusal(request, config.exchange().token()),
            clock,
            Wall.SYSTEM)
        .endpoints();
  }

  private String storeState() {
    Health.State state = health.state();
    return memoryOnly ? "memory only" : state.up() ? "redis is up" : state.reason();
  }

  private Optional<String> notReady() {
    if (stopping) {
      return Optional.of("the agent is stopping");
    }
    Health.State state = health.state();
    return memoryOnly || state.up() ? Optional.empty() : Optional.of(state.reason());
  }

  /** Where Envoy is told the endpoints, when configured. */
  Optional<HostPort> edsAddress() {
    return eds.map(EdsServer::address);
  }

  /** Where it listens; the port is the real one when 0 was asked. */
  public HostPort address() {
    return server.address();
  }

  /** Stops working without telling anybody, as a killed process does; for tests. */
  void kill() {
    scheduler.shutdownNow();
    fetcher.close();
  }

  /**
   * Stops within four seconds: not ready, loops ended, answers under way finished for at most two
   * seconds, Redis closed. A second call does nothing.
   */
  @Override
  public void close() {
    if (stopping) {
      return;
    }
    stopping = true;
    LOG.info("stopping");
    scheduler.shutdownNow();
    collector.leave();
    finders.close();
    fetcher.close();
    server.drain(DRAIN_MILLIS);
    center.ifPresent(HttpServer::close);
    eds.ifPresent(EdsServer::close);
    store.close();
    LOG.info("stopped");
  }
}
