package dev.samovar.agent;

import dev.samovar.agent.config.AgentConfig;
import dev.samovar.agent.config.Provider;
import dev.samovar.agent.discover.Discoverer;
import dev.samovar.agent.discover.Finders;
import dev.samovar.agent.discover.Targets;
import dev.samovar.agent.fleet.Membership;
import dev.samovar.agent.fleet.Rendezvous;
import dev.samovar.agent.map.Engines;
import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.publish.Publisher;
import dev.samovar.agent.publish.Round;
import dev.samovar.agent.scrape.Board;
import dev.samovar.agent.scrape.HttpFetcher;
import dev.samovar.agent.scrape.ScrapeLoops;
import dev.samovar.agent.snapshot.SharedStates;
import dev.samovar.agent.snapshot.Snapshots;
import dev.samovar.agent.store.Pipeline;
import dev.samovar.agent.store.Store;
import dev.samovar.agent.time.Clock;
import dev.samovar.agent.time.Wall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Keeps the snapshot: finds targets, scrapes this agent's share of them, and exchanges figures with
 * the other agents by the store.
 */
final class Collector {
  private static final long LEAVE_MILLIS = 300;
  private final AgentConfig config;
  private final Engines engines;
  private final Store store;
  private final ScheduledExecutorService scheduler;
  private final ScrapeLoops loops;
  private final Snapshots snapshots;
  private final Membership membership;
  private final Consumer<Targets> eds;
  private final Discoverer discoverer;
  private final List<Consumer<Pipeline>> parts = new ArrayList<>();
  private boolean rounds;

  /**
   * @param eds told every new list, for Envoy
   */
  Collector(
      AgentConfig config,
      Engines builtIn,
      Finders finders,
      HttpFetcher fetcher,
      Store store,
      AgentMetrics metrics,
      ScheduledExecutorService scheduler,
      Clock clock,
      Consumer<Targets> eds) {
    this.config = config;
    this.engines = builtIn.with(config.engines());
    this.store = store;
    this.scheduler = scheduler;
    String id = config.agents().id();
    Duration interval = config.scrape().interval();
    Duration ttl = Publisher.ttl(interval);
    Board board = new Board();
    snapshots = new Snapshots(id, board, clock, Wall.SYSTEM, ttl);
    loops =
        new ScrapeLoops(
            config.scrape(),
            fetcher,
            board,
            metrics,
            scheduler,
            RandomGenerator.getDefault(),
            clock);
    this.eds = eds;
    discoverer = new Discoverer(finders, scheduler, this::found);
    membership =
        new Membership(config.namespace(), id, config.agents().lease(), clock, living -> share());
    parts.add(membership::join);
    if (config.redis().isPresent()) {
      SharedStates states = new SharedStates(config.namespace(), id, snapshots, clock, ttl);
      parts.add(pipeline -> states.join(pipeline, membership.isAlone()));
    }
    Publisher publisher =
        new Publisher(keys(), config.load(), snapshots, this::isMine, clock, interval);
    parts.add(publisher::join);
  }

  private Map<String, String> keys() {
    Map<String, String> keys = new LinkedHashMap<>();
    for (Provider provider : config.providers()) {
      if (!provider.targets().isEmpty()) {
        keys.put(provider.name(), config.keyPrefix() + provider.key());
      }
    }
    return keys;
  }

  /** Something more that goes into every round; before the first one. */
  void add(Consumer<Pipeline> part) {
    parts.add(part);
  }

  /** Finds, scrapes and writes; without anything to scrape only {@link #startRounds} does. */
  void start() {
    if (!keys().isEmpty()) {
      startRounds();
      discoverer.start(config.providers(), engines);
    }
  }

  /** Begins to talk with the store; a second call does nothing. */
  synchronized void startRounds() {
    if (rounds) {
      return;
    }
    rounds = true;
    Duration interval = config.scrape().interval();
    Duration quarter = config.agents().lease().dividedBy(4);
    new Round(store, parts).start(scheduler, interval.compareTo(quarter) < 0 ? interval : quarter);
  }

  private void found(Targets targets) {
    snapshots.targets(targets.all());
    share();
    eds.accept(targets);
  }

  private synchronized void share() {
    loops.update(snapshots.targets().stream().filter(t -> isMine(t.id())).toList());
  }

  private boolean isMine(String thing) {
    return Rendezvous.owner(thing, membership.live()).equals(config.agents().id());
  }

  Snapshots snapshots() {
    return snapshots;
  }

  Set<String> agents() {
    return membership.live();
  }

  boolean isAlone() {
    return membership.isAlone();
  }

  /** Leaves the fleet; waits for the store for at most {@value #LEAVE_MILLIS} ms. */
  void leave() {
    Pipeline pipeline = store.pipeline();
    membership.leave(pipeline);
    try {
      pipeline.send().toCompletableFuture().get(LEAVE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException storeGone) {
      // The others notice within a lease.
      return;
    }
  }
}
