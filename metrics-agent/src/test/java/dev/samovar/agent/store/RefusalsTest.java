package dev.samovar.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.store.StoreException.Kind;
import dev.samovar.agent.time.Clock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalsTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(Refusals.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final AgentMetrics metrics = new AgentMetrics("test", Clock.SYSTEM);
  private StoreException failure;
  private final WatchedStore store =
      new WatchedStore(always(Store.class), new Health(metrics), metrics);

  /** Answers every call alike; a store gives such a pipeline. */
  private <T> T always(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                method.getName().equals("pipeline")
                    ? always(Pipeline.class)
                    : failure == null
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(failure)));
  }

  @BeforeEach
  void listen() {
    logger.setLevel(ch.qos.logback.classic.Level.INFO);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
  }

  private void beat() {
    store.pipeline().setField("agents", "a", "1", Duration.ofSeconds(1));
  }

  @Test
  void aForeignValueUnderAKeyIsNamedOnceUntilItIsGone() {
    failure = new StoreException(Kind.REFUSED, "redis: WRONGTYPE");
    beat();
    beat();
    store.pipeline().fields("agents");
    failure = null;
    beat();
    beat();
    failure = new StoreException(Kind.REFUSED, "redis: WRONGTYPE");
    beat();
    assertThat(log.list)
        .extracting(e -> e.getMessage() + " " + e.getKeyValuePairs())
        .containsExactly(
            "redis refuses a command "
                + "[command=\"HSET\", key=\"agents\", reason=\"redis: WRONGTYPE\"]",
            "redis refuses a command "
                + "[command=\"HGETALL\", key=\"agents\", reason=\"redis: WRONGTYPE\"]",
            "redis takes a command again [command=\"HSET\", key=\"agents\"]",
            "redis refuses a command "
                + "[command=\"HSET\", key=\"agents\", reason=\"redis: WRONGTYPE\"]");
  }

  @Test
  void aStoreThatIsGoneIsHealthsToTell() {
    failure = new StoreException(Kind.UNAVAILABLE, "redis: not connected yet");
    beat();
    assertThat(log.list).isEmpty();
  }
}
