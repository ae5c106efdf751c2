package dev.samovar.agent.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.samovar.agent.config.HostPort;
import dev.samovar.agent.map.Engines;
import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.time.Clock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** The loop driven by hand: no thread, no socket, no waiting. */
class TargetLoopTest {
  private static final String GOOD = "vllm:num_requests_waiting 1\nvllm:num_requests_running 2\n";

  /** Keeps the one task that the loop schedules. */
  private static final class ByHand extends ScheduledThreadPoolExecutor {
    private Runnable next;
    private int scheduled;

    ByHand() {
      super(0);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      next = task;
      scheduled++;
      return null;
    }
  }

  private final ByHand scheduler = new ByHand();
  private final Board board = new Board();
  private final AgentMetrics metrics = new AgentMetrics("test", Clock.SYSTEM);
  private final Target target =
      new Target("p", new HostPort("h", 1), Engines.builtIn().get("vllm"));
  private CompletableFuture<Long> answer;
  private int fetches;
  private String page = GOOD;

  private TargetLoop loop(Duration interval) {
    HttpFetcher fetcher =
        (uri, deadline, sink) -> {
          fetches++;
          sink.accept(ByteBuffer.wrap(page.getBytes(StandardCharsets.UTF_8)));
          return answer;
        };
    Scraper scraper = new Scraper(fetcher, Duration.ofMillis(200), () -> 0);
    return new TargetLoop(
        target, scraper, board, metrics, scheduler, new Random(1), () -> 0, interval);
  }

  private void once(CompletableFuture<Long> with) {
    answer = with;
    scheduler.next.run();
  }

  private static CompletableFuture<Long> failed() {
    return CompletableFuture.failedFuture(new FetchException("timeout", "late"));
  }

  @AfterEach
  void end() {
    scheduler.shutdownNow();
  }

  @Test
  void theLastFiguresCountUntilTheThirdFailureInARow() {
    loop(Duration.ofMillis(250)).start();
    once(CompletableFuture.completedFuture(1L));
    assertThat(board.get(target).orElseThrow().signals().load()).hasValue(3);
    once(failed());
    once(failed());
    assertThat(board.get(target)).isPresent();
    once(failed());
    assertThat(board.get(target)).isEmpty();
    once(CompletableFuture.completedFuture(1L));
    assertThat(board.get(target)).isPresent();
  }

  @Test
  void figuresThatCannotBeAreCountedEachTimeAndToldOnce() {
    Logger logger = (Logger) LoggerFactory.getLogger(TargetLoop.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    page = GOOD + "vllm:num_requests_waiting{engine=\"1\"} -4\n" + GOOD;
    loop(Duration.ofMillis(250)).start();
    once(CompletableFuture.completedFuture(1L));
    once(CompletableFuture.completedFuture(1L));
    logger.detachAppender(log);
    assertThat(board.get(target).orElseThrow().signals().load()).hasValue(3);
    assertThat(new String(metrics.exposition(), StandardCharsets.UTF_8))
        .contains("samovar_agent_unusable_samples_total{provider=\"p\"} 6");
    assertThat(log.list)
        .extracting(ILoggingEvent::getMessage)
        .containsOnlyOnce("samples that are NaN, infinite, negative or repeated, not counted");
  }

  @Test
  void onlyOneScrapeIsUnderWay() {
    loop(Duration.ofMillis(250)).start();
    CompletableFuture<Long> pending = new CompletableFuture<>();
    once(pending);
    assertThat(fetches).isEqualTo(1);
    assertThat(scheduler.scheduled).isEqualTo(1);
    pending.complete(1L);
    assertThat(scheduler.scheduled).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "250,0,250",
    "250,1,250",
    "250,2,500",
    "250,3,1000",
    "250,9,5000",
    "250,1000,5000",
    "20000,7,20000"
  })
  void aFailingTargetIsAskedLessAndLessOften(int intervalMillis, int failures, int expected) {
    TargetLoop loop = loop(Duration.ofMillis(intervalMillis));
    for (int i = 0; i < 100; i++) {
      assertThat(loop.pauseNanos(failures) / 1e6).isBetween(expected * 0.9, expected * 1.1);
    }
  }
}
