package dev.samovar.agent.scrape;

import dev.samovar.agent.config.ScrapeConfig;
import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/** The loops of all targets on one scheduler; they end with it. */
public final class ScrapeLoops {
  private ScrapeLoops() {}

  public static void start(
      List<Target> targets,
      ScrapeConfig config,
      HttpFetcher fetcher,
      Board board,
      AgentMetrics metrics,
      ScheduledExecutorService scheduler,
      RandomGenerator random,
      Clock clock) {
    Scraper scraper = new Scraper(fetcher, config.timeout(), clock);
    for (Target target : targets) {
      new TargetLoop(target, scraper, board, metrics, scheduler, random, clock, config.interval())
          .start();
    }
  }
}
