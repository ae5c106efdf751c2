package dev.samovar.agent.scrape;

import dev.samovar.agent.map.History;
import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scrapes one target for ever, one request at a time. After {@value #FAILURES_TO_DOWN} failures in
 * a row the target is down and its figures leave the board; until then the last ones count. A
 * failing target is asked less and less often (doubling to {@value #MAX_BACKOFF_MILLIS} ms, or the
 * interval when that is longer); one success brings the interval back.
 */
final class TargetLoop {
  static final int FAILURES_TO_DOWN = 3;
  static final long MAX_BACKOFF_MILLIS = 5_000;
  private static final double JITTER = 0.1;
  private static final Logger LOG = LoggerFactory.getLogger(TargetLoop.class);

  private final Target target;
  private final Scraper scraper;
  private final Board board;
  private final AgentMetrics metrics;
  private final ScheduledExecutorService scheduler;
  private final RandomGenerator random;
  private final Clock clock;
  private final Duration interval;

  private final History history = new History();
  private int failures;
  private boolean told;
  private boolean toldMalformed;
  private boolean toldUnusable;
  private boolean stopped;

  TargetLoop(
      Target target,
      Scraper scraper,
      Board board,
      AgentMetrics metrics,
      ScheduledExecutorService scheduler,
      RandomGenerator random,
      Clock clock,
      Duration interval) {
    this.target = target;
    this.scraper = scraper;
    this.board = board;
    this.metrics = metrics;
    this.scheduler = scheduler;
    this.random = random;
    this.clock = clock;
    this.interval = interval;
  }

  /** Begins somewhere in the first interval, so that targets do not move in step. */
  void start() {
    schedule((long) (random.nextDouble() * interval.toNanos()));
  }

  Target target() {
    return target;
  }

  /** Ends the loop; what is under way no longer counts. */
  synchronized void stop() {
    stopped = true;
    board.remove(target);
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private void schedule(long delayNanos) {
    if (isStopped()) {
      return;
    }
    try {
      scheduler.schedule(this::once, delayNanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException stopping) {
      LOG.atDebug().addKeyValue("target", target).log("no longer scraped, the agent is stopping");
    }
  }

  private void once() {
    if (isStopped()) {
      return;
    }
    long start = clock.nanos();
    scraper
        .scrape(target, history)
        .whenComplete(
            (scraped, error) -> {
              if (error == null) {
                good(scraped);
              } else {
                bad(error instanceof CompletionException ? error.getCause() : error);
              }
              schedule(Math.max(0, pauseNanos(failures) - (clock.nanos() - start)));
            });
  }

  /** From the start of one scrape to the start of the next, jittered. */
  long pauseNanos(int failuresInARow) {
    long base = interval.toNanos();
    long longest = Math.max(base, TimeUnit.MILLISECONDS.toNanos(MAX_BACKOFF_MILLIS));
    long doubled = base;
    for (int i = 1; i < failuresInARow && doubled < longest; i++) {
      doubled *= 2;
    }
    double jitter = 1 - JITTER + 2 * JITTER * random.nextDouble();
    return (long) (Math.min(longest, doubled) * jitter);
  }

  private synchronized void good(Scraped scraped) {
    if (stopped) {
      return;
    }
    boolean wasDown = failures >= FAILURES_TO_DOWN;
    failures = 0;
    board.put(scraped);
    metrics.scrape(target.provider(), "ok");
    if (scraped.malformed() > 0) {
      malformed(scraped.malformed());
    }
    if (scraped.unusable() > 0) {
      unusable(scraped.unusable());
    }
    if (wasDown || !told) {
      told = true;
      LOG.atInfo().addKeyValue("target", target).log("target is up");
    }
  }

  private void malformed(int lines) {
    metrics.malformedLines(target.provider(), lines);
    if (!toldMalformed) {
      toldMalformed = true;
      LOG.atWarn()
          .addKeyValue("target", target)
          .addKeyValue("lines", lines)
          .log("lines that are no samples, passed over");
    }
  }

  private void unusable(int samples) {
    metrics.unusableSamples(target.provider(), samples);
    if (!toldUnusable) {
      toldUnusable = true;
      LOG.atWarn()
          .addKeyValue("target", target)
          .addKeyValue("samples", samples)
          .log("samples that are NaN, infinite, negative or repeated, not counted");
    }
  }

  private synchronized void bad(Throwable error) {
    if (stopped) {
      return;
    }
    failures = Math.min(failures + 1, 1_000);
    metrics.scrape(target.provider(), error instanceof FetchException e ? e.result() : "failed");
    if (failures == FAILURES_TO_DOWN) {
      told = true;
      board.down(target);
      LOG.atWarn()
          .addKeyValue("target", target)
          .addKeyValue("reason", error.getMessage())
          .log("target is down");
    } else {
      LOG.atDebug()
          .addKeyValue("target", target)
          .addKeyValue("reason", error.getMessage())
          .log("scrape failed");
    }
  }
}
