package dev.samovar.agent.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.agent.store.MemoryStore;
import dev.samovar.agent.store.Pipeline;
import dev.samovar.agent.store.Store;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Agents on one store in memory, their clock moved by hand. */
class MembershipTest {
  private static final Duration LEASE = Duration.ofSeconds(2);
  private final AtomicLong now = new AtomicLong();
  private final Store store = new MemoryStore(now::get);
  private final List<Set<String>> told = new ArrayList<>();
  private final Membership a = agent("a");
  private final Membership b = agent("b");

  private Membership agent(String id) {
    return new Membership("s:", id, LEASE, now::get, living -> told.add(living));
  }

  private void beat(Membership... agents) {
    for (Membership agent : agents) {
      Pipeline pipeline = store.pipeline();
      agent.join(pipeline);
      pipeline.send();
    }
  }

  private void pass(double seconds) {
    now.addAndGet((long) (seconds * 1e9));
  }

  @Test
  void nobodyIsKnownBeforeTheFirstAnswer() {
    assertThat(a.live()).isEmpty();
    beat(a);
    assertThat(a.live()).containsExactly("a");
    assertThat(a.isAlone()).isTrue();
  }

  @Test
  void bothSeeBothWithinOneRound() {
    beat(a, b, a);
    assertThat(a.live()).isEqualTo(b.live()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void whoStopsCountingIsDeadAfterALeaseAndThenForgotten() {
    beat(a, b, a);
    for (int i = 0; i < 4; i++) {
      pass(0.5);
      beat(a);
    }
    assertThat(a.live()).containsExactlyInAnyOrder("a", "b");
    pass(0.5);
    beat(a);
    assertThat(a.live()).containsExactly("a");
    pass(6);
    beat(a);
    Membership late = agent("c");
    beat(late);
    assertThat(late.live()).containsExactlyInAnyOrder("a", "c");
  }

  @Test
  void whoLeavesIsGoneAtOnceAndWhoReturnsIsBackAtOnce() {
    beat(a, b, a);
    Pipeline pipeline = store.pipeline();
    b.leave(pipeline);
    pipeline.send();
    beat(a);
    assertThat(a.live()).containsExactly("a");
    beat(b, a);
    assertThat(a.live()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void withoutAStoreAnAgentIsAloneAfterALeaseAndNotBefore() {
    beat(a, b, a);
    refused(a);
    assertThat(a.live()).hasSize(2);
    pass(2.1);
    refused(a);
    assertThat(a.live()).containsExactly("a");
    beat(b, a);
    assertThat(a.live()).hasSize(2);
  }

  @Test
  void foreignFieldsAreNoAgents() {
    Pipeline pipeline = store.pipeline();
    pipeline.setField("s:agents", "not an id\n", "1", LEASE);
    pipeline.send();
    beat(a);
    assertThat(a.live()).containsExactly("a");
  }

  /** Joins a pipeline whose every command fails. */
  private static void refused(Membership agent) {
    agent.join(
        (Pipeline)
            Proxy.newProxyInstance(
                MembershipTest.class.getClassLoader(),
                new Class<?>[] {Pipeline.class},
                (proxy, method, arguments) ->
                    CompletableFuture.failedFuture(new IllegalStateException("gone"))));
  }
}
