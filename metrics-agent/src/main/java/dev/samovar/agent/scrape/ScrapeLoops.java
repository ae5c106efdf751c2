package dev.samovar.agent.scrape;

import dev.samovar.agent.config.ScrapeConfig;
import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/** The loops of all targets on one scheduler; they end with it, or when their target is gone. */
public final class ScrapeLoops {
  private final Map<String, TargetLoop> loops = new HashMap<>();
  private final Scraper scraper;
  private final ScrapeConfig config;
  private final Board board;
  private final AgentMetrics metrics;
  private final ScheduledExecutorService scheduler;
  private final RandomGenerator random;
  private final Clock clock;

  public ScrapeLoops(
      ScrapeConfig config,
      HttpFetcher fetcher,
      Board board,
      AgentMetrics metrics,
      ScheduledExecutorService scheduler,
      RandomGenerator random,
      Clock clock) {
    this.scraper = new Scraper(fetcher, config.timeout(), clock);
    this.config = config;
    this.board = board;
    this.metrics = metrics;
    this.scheduler = scheduler;
    this.random = random;
    this.clock = clock;
  }

  /** Scrapes exactly these from now on: starts what is new, stops what is gone or has changed. */
  public synchronized void update(Collection<Target> targets) {
    Map<String, Target> wanted = new HashMap<>();
    targets.forEach(target -> wanted.put(target.id(), target));
    loops
        .values()
        .removeIf(
            loop -> {
              boolean gone = !loop.target().equals(wanted.get(loop.target().id()));
              if (gone) {
                loop.stop();
              }
              return gone;
            });
    for (Target target : targets) {
      if (!loops.containsKey(target.id())) {
        TargetLoop loop =
            new TargetLoop(
                target, scraper, board, metrics, scheduler, random, clock, config.interval());
        loops.put(target.id(), loop);
        loop.start();
      }
    }
  }
}
