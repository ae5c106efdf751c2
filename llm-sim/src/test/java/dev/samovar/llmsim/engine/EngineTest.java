package dev.samovar.llmsim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.llmsim.time.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static final long PREFILL = 100;
  private static final long TOKEN = 10;

  private final VirtualTime time = new VirtualTime();
  private final List<String> said = new ArrayList<>();
  private final Counted counted = new Counted();
  private final long begin = time.now();

  private Engine engine(int slots) {
    return new Engine(new Capacity(slots, 10, 4), new Pace(PREFILL, TOKEN), time.timers, counted);
  }

  private Output output(String name) {
    return new Output() {
      @Override
      public void token(int index) {
        said.add(name + index + "@" + (time.now() - begin));
      }

      @Override
      public void done() {
        said.add(name + " done");
      }
    };
  }

  private static Work work(int prompt, int output) {
    return new Work(prompt, output, List.of());
  }

  @Test
  void tokensComeAfterThePrefillAtTheDecodeRate() {
    Engine engine = engine(1);
    engine.submit(work(4, 3), output("a"));
    time.advance(1000);
    assertThat(said).containsExactly("a0@100", "a1@110", "a2@120", "a done");
    assertThat(engine.load()).isEqualTo(Load.IDLE);
    assertThat(counted.firstTokens).containsExactly(100L);
    assertThat(counted.interTokens).containsExactly(10L, 10L);
  }

  @Test
  void whatFindsNoSlotWaitsInOrder() {
    Engine engine = engine(1);
    engine.submit(work(4, 1), output("a"));
    engine.submit(work(4, 1), output("b"));
    engine.submit(work(4, 1), output("c"));
    assertThat(engine.load().waiting()).isEqualTo(2);
    assertThat(engine.load().running()).isEqualTo(1);
    time.advance(1000);
    assertThat(said).containsExactly("a0@100", "a done", "b0@200", "b done", "c0@300", "c done");
    assertThat(counted.firstTokens).containsExactly(100L, 200L, 300L);
  }

  @Test
  void workWithoutOutputEndsWithThePrefill() {
    engine(1).submit(work(4, 0), output("a"));
    time.advance(100);
    assertThat(said).containsExactly("a done");
  }

  @Test
  void cancelledSequenceFreesItsSlotAndStaysSilent() {
    Engine engine = engine(1);
    Sequence first = engine.submit(work(4, 100), output("a"));
    Sequence second = engine.submit(work(4, 1), output("b"));
    engine.submit(work(4, 1), output("c"));
    engine.cancel(second);
    time.advance(105);
    engine.cancel(first);
    engine.cancel(first);
    assertThat(engine.load().running()).isEqualTo(1);
    time.advance(1000);
    assertThat(said).containsExactly("a0@100", "c0@205", "c done");
    assertThat(engine.load()).isEqualTo(Load.IDLE);
  }

  @Test
  void sequenceCancelledByItsOwnTokenIsOver() {
    Engine engine = engine(1);
    Sequence[] own = new Sequence[1];
    own[0] =
        engine.submit(
            work(4, 5),
            new Output() {
              @Override
              public void token(int index) {
                said.add("token");
                engine.cancel(own[0]);
              }

              @Override
              public void done() {
                said.add("done");
              }
            });
    time.advance(1000);
    assertThat(said).containsExactly("token");
    assertThat(engine.load().running()).isZero();
  }

  @Test
  void kvUsageIsWhatRunningSequencesHold() {
    Engine engine = engine(2);
    engine.submit(work(8, 5), output("a"));
    assertThat(engine.load().kvUsage()).isEqualTo(0.2);
    time.advance(100);
    assertThat(engine.load().kvUsage()).isEqualTo(0.3);
    time.advance(40);
    assertThat(engine.load().kvUsage()).isZero();
    engine.submit(work(1_000_000, 1), output("huge"));
    assertThat(engine.load().kvUsage()).isEqualTo(1.0);
  }

  @Test
  void hungEngineStandsStillAndThenGoesOn() {
    Engine engine = engine(1);
    engine.submit(work(4, 3), output("a"));
    time.advance(115);
    engine.hang(true);
    time.advance(1000);
    assertThat(said).containsExactly("a0@100", "a1@110");
    assertThat(engine.load().running()).isEqualTo(1);
    engine.hang(false);
    time.advance(1000);
    assertThat(said).containsExactly("a0@100", "a1@110", "a2@1115", "a done");
  }

  @Test
  void slowEngineTakesLongerToTheFirstToken() {
    Engine engine = engine(1);
    engine.slowBy(50);
    engine.submit(work(4, 2), output("a"));
    time.advance(1000);
    assertThat(said).containsExactly("a0@150", "a1@160", "a done");
  }

  @Test
  void prefixIsFoundByTheNextPromptThatSharesIt() {
    Engine engine = engine(1);
    engine.submit(new Work(12, 1, List.of(1L, 2L, 3L)), output("a"));
    time.advance(1000);
    engine.submit(new Work(12, 1, List.of(1L, 2L, 9L)), output("b"));
    time.advance(1000);
    assertThat(counted.cached).containsExactly(0, 8);
  }

  @Test
  void manySequencesLeaveNothingBehind() {
    Engine engine = engine(7);
    List<Sequence> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      all.add(engine.submit(work(i % 50, i % 9), output("x")));
      if (i % 3 == 0) {
        engine.cancel(all.get(i / 2));
      }
      time.advance(i % 30);
    }
    time.advance(1_000_000);
    assertThat(engine.load()).isEqualTo(Load.IDLE);
    assertThat(time.timers.size()).isZero();
  }
}
