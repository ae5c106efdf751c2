package dev.samovar.llmsim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchingTest {
  private static final int LONG = 1_000_000;

  private static Capacity capacity(int slots, int stepTokens, int contextTokens) {
    return new Capacity(slots, 1000, 4, contextTokens, stepTokens, 0);
  }

  @ParameterizedTest
  @CsvSource({"1,64", "2,65", "33,96", "65,128", "129,192"})
  void eachStreamSlowsDownAsTheBatchGrows(int streams, long stepNanos) {
    Rig rig = new Rig(capacity(200, 2048, 100), new Pace(0, 64));
    for (int i = 0; i < streams; i++) {
      rig.submit("s" + i + "-", 1, 3);
    }
    rig.time.advance(LONG);
    // The first prompt has a step of its own, so one step only decodes for all.
    assertThat(rig.counted.interTokens).hasSize(2 * streams);
    assertThat(Collections.max(rig.counted.interTokens)).isEqualTo(stepNanos);
  }

  @Test
  void newStreamJoinsAtTheNextStep() {
    Rig rig = new Rig(capacity(4, 2048, 100), new Pace(0, 64));
    rig.submit("a", 1, 4);
    rig.time.advance(70);
    rig.submit("b", 1, 2);
    rig.time.advance(LONG);
    // The step of 64 that began at 64 goes on; the next one takes in the prompt at no cost.
    assertThat(rig.said)
        .containsExactly(
            "a0@0", "a1@64", "a2@128", "a3@192", "a done", "b0@192", "b1@256", "b done");
  }

  @Test
  void promptTakesTimeByItsLength() {
    Rig rig = new Rig(capacity(4, 2048, 1000), new Pace(50, 10, 3));
    rig.submit("a", 100, 2);
    rig.time.advance(LONG);
    assertThat(rig.said).containsExactly("a0@350", "a1@360", "a done");
  }

  @Test
  void promptsShareThePrefillRate() {
    Rig rig = new Rig(capacity(4, 2048, 1000), new Pace(0, 10, 3));
    rig.submit("a", 100, 1);
    rig.submit("b", 100, 1);
    rig.submit("c", 100, 1);
    rig.time.advance(LONG);
    // The first was alone when its step began; the others went through the next one together.
    assertThat(rig.said)
        .containsExactly("a0@300", "a done", "b0@900", "b done", "c0@900", "c done");
  }

  @Test
  void promptsWaitUntilAStepHasTokensLeftForThem() {
    Rig rig = new Rig(capacity(8, 100, 1000), new Pace(0, 10, 1));
    rig.submit("a", 150, 1);
    rig.submit("b", 20, 1);
    rig.submit("c", 100, 1);
    rig.submit("d", 5, 1);
    rig.time.advance(50);
    // What comes during a step waits for its end.
    assertThat(rig.engine.load().running()).isEqualTo(1);
    assertThat(rig.engine.load().waiting()).isEqualTo(3);
    rig.time.advance(100);
    // 50 left of a, 20 of b, 30 of c; nothing for d.
    assertThat(rig.engine.load().running()).isEqualTo(3);
    assertThat(rig.engine.load().waiting()).isEqualTo(1);
    rig.time.advance(LONG);
    assertThat(rig.said)
        .containsExactly(
            "a0@200", "a done", "b0@200", "b done", "c0@275", "c done", "d0@275", "d done");
  }

  @Test
  void streamsCountInTheBudgetOfPromptsThatWait() {
    Rig rig = new Rig(capacity(8, 2, 1000), new Pace(0, 10, 1));
    rig.submit("a", 2, 9);
    rig.time.advance(5);
    rig.submit("b", 1, 9);
    rig.time.advance(10);
    rig.submit("c", 1, 1);
    rig.time.advance(50);
    assertThat(rig.engine.load().running()).isEqualTo(2);
    assertThat(rig.engine.load().waiting()).isEqualTo(1);
    rig.time.advance(LONG);
    assertThat(rig.of("c")).hasSize(2);
  }

  @Test
  void aTimeBeforeTheFirstStepIsSpentInTheSlot() {
    Rig rig = new Rig(capacity(8, 100, 1000), new Pace(40, 10, 1));
    for (int i = 0; i < 4; i++) {
      rig.submit("s" + i, 100, 1);
    }
    assertThat(rig.engine.load().running()).isEqualTo(4);
    rig.time.advance(LONG);
    assertThat(rig.of("s3")).containsExactly("s30@440", "s3 done");
  }

  @Test
  void longPromptIsCutIntoChunksAndStreamsGoOnBetweenThem() {
    Rig rig = new Rig(capacity(4, 51, 1000), new Pace(0, 64, 1));
    rig.submit("a", 1, 5);
    rig.time.advance(10);
    rig.submit("b", 150, 1);
    rig.time.advance(LONG);
    // Each step takes a's token and 50 of b's prompt.
    assertThat(rig.of("a"))
        .containsExactly("a0@1", "a1@65", "a2@179", "a3@293", "a4@407", "a done");
    assertThat(rig.of("b")).containsExactly("b0@407", "b done");
  }

  @Test
  void streamsComeBeforePromptsInTheBudget() {
    Rig rig = new Rig(capacity(4, 2, 1000), new Pace(0, 64));
    rig.submit("a", 1, 5);
    rig.submit("b", 1, 5);
    rig.time.advance(70);
    rig.submit("c", 2, 1);
    rig.time.advance(LONG);
    assertThat(rig.said.indexOf("b done")).isLessThan(rig.said.indexOf("c done"));
    assertThat(rig.of("a")).hasSize(6);
  }

  @Test
  void whatLiesBeyondTheContextCostsNothing() {
    Rig rig = new Rig(capacity(1, 2048, 100), new Pace(0, 10, 1));
    rig.submit("a", 1_000_000_000, 3);
    rig.time.advance(LONG);
    assertThat(rig.said).containsExactly("a0@100", "a1@110", "a2@120", "a done");
  }

  @Test
  void promptWithoutTokensIsAnsweredAsWell() {
    Rig rig = new Rig(capacity(1, 2048, 100), new Pace(0, 10, 1));
    rig.submit("a", 0, 2);
    rig.time.advance(LONG);
    assertThat(rig.said).containsExactly("a0@0", "a1@10", "a done");
  }

  @Test
  void lateTimerDelaysOneTokenAndNotThoseAfterIt() {
    Rig rig = new Rig(capacity(1, 2048, 100), new Pace(0, 10));
    rig.submit("a", 1, 5);
    rig.time.advance(10);
    rig.time.stall(15);
    rig.time.advance(LONG);
    assertThat(rig.said).containsExactly("a0@0", "a1@10", "a2@25", "a3@30", "a4@40", "a done");
  }

  @Test
  void stepsCountOnceForAllThatTakePart() {
    Rig rig = new Rig(capacity(8, 2048, 100), new Pace(0, 64));
    for (int i = 0; i < 8; i++) {
      rig.submit("s" + i, 1, 4);
    }
    rig.time.advance(LONG);
    // The first prompt has a step of its own; seven more begin in the next.
    assertThat(rig.counted.steps).isEqualTo(5);
  }

  @Test
  void decodeRateIsThatOfAllStreams() {
    Rig rig = new Rig(capacity(4, 2048, 100), new Pace(0, 64_000_000));
    rig.submit("a", 1, 100);
    rig.submit("b", 1, 100);
    rig.time.advance(100_000_000);
    assertThat(rig.engine.load().decodeRate()).isEqualTo(2 / 0.065);
    rig.time.advance(100_000_000_000L);
    assertThat(rig.engine.load()).isEqualTo(Load.IDLE);
  }

  @Test
  void lifetimeIsCutIntoItsParts() {
    Rig rig = new Rig(capacity(1, 2048, 100), new Pace(100, 10));
    rig.submit("a", 4, 3);
    rig.submit("b", new Work(4, 2, List.of(), null, true));
    Sequence never = rig.submit("c", 4, 2);
    rig.time.advance(125);
    rig.engine.cancel(never);
    rig.time.advance(LONG);
    assertThat(rig.counted.lifetimes)
        .containsExactly(
            new Lifetime(Lifetime.End.STOP, 120, 0, 100, 20, 3),
            new Lifetime(Lifetime.End.ABORT, 125, 125, 0, 0, 0),
            new Lifetime(Lifetime.End.LENGTH, 230, 120, 100, 10, 2));
  }

  @Test
  void hangInTheMiddleOfAPrefillAddsItsTime() {
    Rig rig = new Rig(capacity(2, 10, 1000), new Pace(0, 10, 1));
    rig.submit("a", 100, 2);
    rig.time.advance(45);
    rig.engine.hang(true);
    rig.engine.hang(true);
    rig.submit("b", 1, 1);
    rig.time.advance(1000);
    assertThat(rig.said).isEmpty();
    assertThat(rig.engine.load().running()).isEqualTo(1);
    assertThat(rig.engine.load().waiting()).isEqualTo(1);
    rig.engine.hang(false);
    rig.engine.hang(false);
    rig.time.advance(LONG);
    assertThat(rig.of("a")).containsExactly("a0@1095", "a1@1106", "a done");
  }
}
