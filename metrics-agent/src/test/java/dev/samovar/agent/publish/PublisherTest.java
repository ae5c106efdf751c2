package dev.samovar.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.agent.config.HostPort;
import dev.samovar.agent.config.ScrapeConfig;
import dev.samovar.agent.map.Engines;
import dev.samovar.agent.map.Load;
import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.scrape.Board;
import dev.samovar.agent.scrape.HttpFetcher;
import dev.samovar.agent.scrape.ScrapeLoops;
import dev.samovar.agent.scrape.Target;
import dev.samovar.agent.snapshot.Snapshots;
import dev.samovar.agent.store.MemoryStore;
import dev.samovar.agent.time.Clock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PublisherTest {
  private static final Duration INTERVAL = Duration.ofMillis(250);
  private final AtomicLong now = new AtomicLong();
  private final Board board = new Board();
  private final MemoryStore store = new MemoryStore(now::get);
  private final Snapshots snapshots =
      new Snapshots("a", board, now::get, () -> 0, Duration.ofSeconds(5));
  private final Publisher publisher =
      new Publisher(
          Map.of("p", "ai_metric:k"), Load.DEFAULT, snapshots, key -> true, now::get, INTERVAL);

  /** Puts one scrape of each body on the board. */
  private void scraped(String... bodies) {
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < bodies.length; i++) {
      byte[] bytes = bodies[i].getBytes(StandardCharsets.UTF_8);
      HttpFetcher fetcher =
          (uri, deadline, sink) -> {
            sink.accept(ByteBuffer.wrap(bytes));
            return CompletableFuture.completedFuture((long) bytes.length);
          };
      Target target = new Target("p", new HostPort("h" + i, 1), Engines.builtIn().get("vllm"));
      ScheduledThreadPoolExecutor once =
          new ScheduledThreadPoolExecutor(0) {
            private boolean ran;

            @Override
            public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
              if (!ran) {
                ran = true;
                task.run();
              }
              return null;
            }
          };
      new ScrapeLoops(
              new ScrapeConfig(INTERVAL, INTERVAL),
              fetcher,
              board,
              new AgentMetrics("test", Clock.SYSTEM),
              once,
              new Random(1),
              now::get)
          .update(List.of(target));
      once.shutdownNow();
      targets.add(target);
    }
    snapshots.targets(targets);
  }

  private static String vllm(String waiting, String running) {
    return "vllm:num_requests_waiting " + waiting + "\nvllm:num_requests_running " + running + "\n";
  }

  @Test
  void theLoadIsTheSumOverTargetsAndWholeNumbersStayWhole() {
    scraped(vllm("1.0", "2"), vllm("10", "1e1"));
    assertThat(publisher.loads()).containsExactly(Map.entry("ai_metric:k", "23"));
    scraped(vllm("0.5", "0"), vllm("0", "0"));
    assertThat(publisher.loads()).containsExactly(Map.entry("ai_metric:k", "0.5"));
    scraped(vllm("1e300", "0"), vllm("0", "0"));
    assertThat(publisher.loads()).containsExactly(Map.entry("ai_metric:k", "1.0E300"));
  }

  @Test
  void aTargetWhoseLoadIsUnknownIsLeftOut() {
    scraped(vllm("1", "2"), "vllm:num_requests_running 50\n");
    assertThat(publisher.loads()).containsExactly(Map.entry("ai_metric:k", "3"));
  }

  @Test
  void nothingKnownIsNothingWritten() {
    scraped("vllm:num_requests_running 50\n");
    new Round(store, List.of(publisher::join)).once();
    assertThat(store.read(List.of("ai_metric:k")).toCompletableFuture().join().values()).isEmpty();
  }

  @Test
  void aFigureOlderThanTheTtlIsNotWrittenAgain() {
    scraped(vllm("1", "2"));
    now.addAndGet(Duration.ofMillis(5_100).toNanos());
    assertThat(publisher.loads()).isEmpty();
  }

  @Test
  void aWrittenLoadLivesNoLongerThanTheFigureItCameFrom() {
    scraped(vllm("1", "2"));
    now.addAndGet(Duration.ofMillis(4_000).toNanos());
    new Round(store, List.of(publisher::join)).once();
    assertThat(store.read(List.of("ai_metric:k")).toCompletableFuture().join().values())
        .containsEntry("ai_metric:k", "3");
    now.addAndGet(Duration.ofMillis(1_100).toNanos());
    assertThat(store.read(List.of("ai_metric:k")).toCompletableFuture().join().values()).isEmpty();
  }

  @Test
  void aLoadOutlivesTenIntervalsAndAtLeastFiveSeconds() {
    assertThat(Publisher.ttl(INTERVAL)).isEqualTo(Duration.ofSeconds(5));
    assertThat(Publisher.ttl(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(20));
  }
}
