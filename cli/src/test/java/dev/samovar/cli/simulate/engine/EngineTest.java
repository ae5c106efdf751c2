package dev.samovar.cli.simulate.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static final EngineModel MODEL =
      new EngineModel(1000, 100, 4, 512, 64, 16, 2, 500_000, 1);

  private final Events events = new Events();
  private final Map<Work, Long> firstTokens = new HashMap<>();
  private final Map<Work, Long> ends = new HashMap<>();
  private Engine engine = engine(MODEL);

  private Engine engine(EngineModel model) {
    return new Engine(
        model,
        events,
        new Engine.Listener() {
          @Override
          public void firstToken(Work work) {
            assertThat(firstTokens.put(work, events.now())).isNull();
          }

          @Override
          public void ended(Work work) {
            assertThat(firstTokens).containsKey(work);
            assertThat(ends.put(work, events.now())).isNull();
          }
        });
  }

  private static Work work(int tokens, int output, long own) {
    return new Work(new Prompt(tokens, 0, 0, own), output, -1, null);
  }

  @Test
  void aRequestAloneTakesItsPrefillAndItsTokens() {
    Work work = work(100, 11, 1);
    engine.submit(work);
    events.runUntil(10_000_000);
    assertThat(firstTokens.get(work)).isEqualTo(100_000);
    assertThat(ends.get(work)).isEqualTo(100_000 + 10 * 10_000);
    assertThat(engine.busyMicros()).isEqualTo(200_000);
  }

  @Test
  void aLongPromptIsComputedInChunksBesideTheAnswersUnderWay() {
    engine.submit(work(16, 50, 1));
    Work longer = work(800, 1, 2);
    engine.submit(longer);
    events.runUntil(10_000_000);
    // 16 alone; then 511 and 289 tokens, each beside one token of the first: 10 ms.
    assertThat(firstTokens.get(longer)).isEqualTo(16_000 + 511_000 + 10_000 + 289_000 + 10_000);
  }

  @Test
  void theSamePromptIsCachedButForItsEnd() {
    engine.submit(work(160, 1, 1));
    events.runUntil(1_000_000);
    Work again = work(160, 1, 1);
    engine.submit(again);
    events.runUntil(2_000_000);
    assertThat(again.cached()).isEqualTo(144);
    assertThat(firstTokens.get(again)).isEqualTo(1_000_000 + 16_000);
  }

  @Test
  void theAnswerIsCachedForTheNextTurn() {
    engine.submit(work(32, 33, 1));
    events.runUntil(1_000_000);
    Work next = work(80, 1, 1);
    engine.submit(next);
    events.runUntil(2_000_000);
    assertThat(next.cached()).isEqualTo(64);
  }

  @Test
  void ofSharedPromptsOnlyTheSharedBlocksAreCached() {
    engine.submit(new Work(new Prompt(100, 9, 40, 1), 1, -1, null));
    events.runUntil(1_000_000);
    Work other = new Work(new Prompt(100, 9, 40, 2), 1, -1, null);
    engine.submit(other);
    events.runUntil(2_000_000);
    assertThat(other.cached()).isEqualTo(32);
  }

  @Test
  void whatCanNeverFitIsRefused() {
    assertThat(engine.submit(work(1000, 100, 1))).isFalse();
    assertThat(engine.submit(work(1000, 24, 1))).isTrue();
  }

  @Test
  void anAdapterIsLoadedOnceAndTooManyWaitForAPlace() {
    Work first = new Work(new Prompt(10, 0, 0, 1), 100, 0, null);
    Work second = new Work(new Prompt(10, 0, 0, 2), 100, 1, null);
    Work third = new Work(new Prompt(10, 0, 0, 3), 1, 2, null);
    Work without = new Work(new Prompt(10, 0, 0, 4), 1, -1, null);
    List.of(first, second, third, without).forEach(engine::submit);
    events.runUntil(60_000_000);
    assertThat(firstTokens.get(first)).isEqualTo(510_000);
    assertThat(firstTokens.get(without)).isLessThan(ends.get(first));
    assertThat(firstTokens.get(third)).isGreaterThan(Math.min(ends.get(first), ends.get(second)));
    assertThat(engine.adapters()).hasSize(2).contains(2);
  }

  @Test
  void everyRequestEndsOnceAndKvIsNeverOverFullAlsoWhenItRunsOut() {
    Random random = new Random(3);
    List<Work> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Work work = work(1 + random.nextInt(300), 1 + random.nextInt(300), random.nextInt(60) + 1);
      all.add(work);
      events.at(random.nextInt(120_000_000), () -> assertThat(engine.submit(work)).isTrue());
    }
    for (long at = 0; at < 4_000_000_000L; at += 500_000) {
      events.at(
          at,
          () -> {
            assertThat(engine.kvUsage()).isBetween(0.0, 1.0);
            assertThat(engine.running()).isLessThanOrEqualTo(4);
            assertThat(engine.waiting() == 0 || engine.running() > 0).as("conserves work").isTrue();
            assertThat(engine.pendingTokens()).isNotNegative();
          });
    }
    events.runUntil(4_000_000_000L);
    assertThat(ends.keySet()).containsExactlyInAnyOrderElementsOf(all);
    assertThat(engine.kvUsage()).isZero();
    assertThat(engine.pendingTokens()).isZero();
    assertThat(engine.running() + engine.waiting()).isZero();
  }

  @Test
  void oneAtATimeItWaitsAsTheoryHasIt() {
    // M/M/1: exponential prompts of 100 tokens on average at 1000 tokens/s, 7 requests a second.
    engine = engine(new EngineModel(1000, 1e6, 1, 1 << 20, 1 << 16, 16, 1, 0, 1));
    Random random = new Random(11);
    double at = 0;
    Map<Work, Double> arrivals = new HashMap<>();
    for (int i = 0; i < 60_000; i++) {
      at += -Math.log(1 - random.nextDouble()) / 7;
      int tokens = (int) Math.max(1, Math.round(-Math.log(1 - random.nextDouble()) * 100));
      Work work = work(tokens, 1, i + 1);
      arrivals.put(work, at);
      events.at((long) (at * 1e6), () -> engine.submit(work));
    }
    events.runUntil((long) (at * 1e6) + 100_000_000);
    double sum = 0;
    for (Map.Entry<Work, Double> arrival : arrivals.entrySet()) {
      sum += ends.get(arrival.getKey()) / 1e6 - arrival.getValue();
    }
    assertThat(sum / arrivals.size()).isCloseTo(0.1 / (1 - 0.7), within(0.02));
  }

  @Test
  void foresightIsRightWhereNothingElseComes() {
    Foresight foresight = new Foresight();
    engine.submit(work(300, 1, 1));
    engine.submit(work(400, 1, 2));
    events.runUntil(100_000);
    Work work = work(200, 1, 3);
    double expected = foresight.secondsToFirstToken(engine, work.prompt, -1);
    engine.submit(work);
    events.runUntil(10_000_000);
    assertThat((firstTokens.get(work) - 100_000) / 1e6).isCloseTo(expected, within(0.21));
  }

  @Test
  void foresightSeesTheCache() {
    Foresight foresight = new Foresight();
    engine.submit(work(320, 1, 1));
    events.runUntil(1_000_000);
    assertThat(foresight.secondsToFirstToken(engine, new Prompt(320, 0, 0, 1), -1))
        .isCloseTo(0.016, within(1e-9));
    assertThat(foresight.secondsToFirstToken(engine, new Prompt(320, 0, 0, 2), -1))
        .isCloseTo(0.32, within(1e-9));
  }
}
