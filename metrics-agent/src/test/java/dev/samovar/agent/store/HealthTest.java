package dev.samovar.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.store.StoreException.Kind;
import dev.samovar.agent.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class HealthTest {
  private final AgentMetrics metrics = new AgentMetrics("test", Clock.SYSTEM);
  private final Health health = new Health(metrics);
  private StoreException failure;
  private final WatchedStore store = new WatchedStore(new Scripted(), health, metrics);

  private final class Scripted implements Store {
    private <T> CompletionStage<T> answer(T value) {
      return failure == null
          ? CompletableFuture.completedFuture(value)
          : CompletableFuture.failedFuture(failure);
    }

    @Override
    public CompletionStage<Reading> read(List<String> keys) {
      return answer(new Reading(Map.of(), 0));
    }

    @Override
    public CompletionStage<Void> write(Map<String, String> values, Duration ttl) {
      return answer(null);
    }

    @Override
    public Pipeline pipeline() {
      throw new AssertionError("not asked for here");
    }

    @Override
    public CompletionStage<Void> ping() {
      return answer(null);
    }

    @Override
    public void close() {}
  }

  @Test
  void isDownBeforeTheFirstAnswer() {
    assertThat(health.state().up()).isFalse();
  }

  @Test
  void anyAnswerIsUpAndAnyFailedReadIsDownWithItsReason() {
    store.ping();
    assertThat(health.state()).isEqualTo(new Health.State(true, ""));
    failure = new StoreException(Kind.TIMEOUT, "redis: late");
    store.read(List.of("a"));
    assertThat(health.state()).isEqualTo(new Health.State(false, "redis: late"));
    assertThat(new String(metrics.exposition(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("redis_errors_total{call=\"read\",kind=\"timeout\"} 1.0", "redis_up 0.0");
  }

  @Test
  void aRedisThatOnlyRefusesWritesIsUp() {
    store.ping();
    failure = new StoreException(Kind.REFUSED, "redis: READONLY");
    store.write(Map.of("a", "1"), Duration.ofSeconds(1));
    assertThat(health.state().up()).isTrue();
  }
}
