package dev.samovar.llmsim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KvBlocksTest {
  private static final int LONG = 1_000_000;

  private static Rig rig(int blocks) {
    return new Rig(new Capacity(8, blocks, 4), new Pace(0, 64, 1));
  }

  private static List<Long> prefix(long... hashes) {
    return Arrays.stream(hashes).boxed().toList();
  }

  @Test
  void withoutBlocksItWaitsThoughASlotIsFree() {
    Rig rig = rig(10);
    rig.submit("a", 24, 2);
    rig.submit("b", 24, 1);
    assertThat(rig.engine.load().running()).isEqualTo(1);
    assertThat(rig.engine.load().waiting()).isEqualTo(1);
    assertThat(rig.engine.load().usedBlocks()).isEqualTo(6);
    rig.time.advance(LONG);
    assertThat(rig.said.indexOf("a done")).isLessThan(rig.said.indexOf("b0@112"));
  }

  @Test
  void smallOneDoesNotPassABigOneThatWaitsForBlocks() {
    Rig rig = rig(10);
    rig.submit("a", 24, 2);
    rig.submit("big", 40, 1);
    rig.submit("small", 4, 1);
    assertThat(rig.engine.load().waiting()).isEqualTo(2);
    rig.time.advance(LONG);
    assertThat(rig.said.indexOf("big done")).isLessThan(rig.said.indexOf("small done"));
  }

  @Test
  void whenBlocksRunOutTheLastOneGivesWayAndIsComputedAnew() {
    Rig rig = rig(5);
    rig.submit("a", 8, 9);
    rig.submit("b", 8, 9);
    rig.time.advance(LONG);
    // The fifth token of a needs a block of which b has the last one.
    assertThat(rig.counted.preemptions).isEqualTo(1);
    assertThat(rig.of("a")).hasSize(10);
    assertThat(rig.of("b").stream().map(line -> line.replaceAll("@.*", "")))
        .containsExactly("b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b done");
    assertThat(rig.said.indexOf("a done")).isLessThan(rig.said.indexOf(rig.of("b").get(9)));
    assertThat(rig.counted.firstTokens).hasSize(2);
    assertThat(rig.engine.load()).isEqualTo(Load.IDLE);
  }

  @Test
  void preemptedOneWaitsAtTheHead() {
    Rig rig = rig(5);
    rig.submit("a", 8, 9);
    rig.submit("b", 8, 9);
    rig.submit("c", 8, 1);
    rig.time.advance(LONG);
    assertThat(rig.counted.preemptions).isPositive();
    // Two blocks were free for c all along, but b was before it.
    assertThat(rig.said.indexOf("a done")).isLessThan(rig.said.indexOf(rig.of("c").get(0)));
    assertThat(rig.of("c")).hasSize(2);
  }

  @Test
  void oneThatWaitsForItsPrefillGivesWayAsWell() {
    Rig rig = new Rig(new Capacity(8, 4, 4), new Pace(1000, 64));
    rig.submit("a", 8, 9);
    rig.time.advance(1010);
    rig.submit("b", 4, 1);
    rig.time.advance(LONG);
    assertThat(rig.counted.preemptions).isPositive();
    assertThat(rig.of("b")).hasSize(2);
    assertThat(rig.time.timers.size()).isZero();
  }

  @Test
  void anythingRunsWhenItIsAlone() {
    Rig rig = rig(1);
    rig.submit("a", 1_000_000, 50);
    rig.time.advance(LONG);
    assertThat(rig.of("a")).hasSize(51);
    assertThat(rig.counted.preemptions).isZero();
  }

  @Test
  void cachedPrefixShortensThePrefill() {
    Rig rig = rig(100);
    rig.submit("a", new Work(40, 1, prefix(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)));
    rig.time.advance(1000);
    Sequence second = rig.submit("b", new Work(40, 1, prefix(1, 2, 3, 4, 5, 6, 7, 77, 78, 79)));
    rig.time.advance(LONG);
    assertThat(rig.said).containsExactly("a0@40", "a done", "b0@1012", "b done");
    assertThat(second.cachedTokens()).isEqualTo(28);
  }

  @Test
  void lastTokenIsComputedEvenWhenAllIsCached() {
    Rig rig = rig(100);
    rig.submit("a", new Work(12, 1, prefix(1, 2, 3)));
    rig.time.advance(1000);
    Sequence same = rig.submit("b", new Work(12, 1, prefix(1, 2, 3)));
    rig.time.advance(LONG);
    assertThat(same.cachedTokens()).isEqualTo(8);
    assertThat(rig.of("b")).containsExactly("b0@1004", "b done");
  }

  @Test
  void sharedBlocksAreHeldOnce() {
    Rig rig = rig(12);
    rig.submit("a", new Work(40, 100, prefix(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)));
    rig.time.advance(50);
    rig.submit("b", new Work(40, 1, prefix(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)));
    rig.time.advance(60);
    assertThat(rig.engine.load().running()).isEqualTo(2);
    assertThat(rig.engine.load().usedBlocks()).isEqualTo(12);
  }

  @Test
  void promptThatIsStillComputedIsNotFoundYet() {
    Rig rig = rig(100);
    rig.submit("before", 4, 1);
    rig.submit("a", new Work(12, 1, prefix(1, 2, 3)));
    Sequence same = rig.submit("b", new Work(12, 1, prefix(1, 2, 3)));
    rig.time.advance(LONG);
    assertThat(same.cachedTokens()).isZero();
    assertThat(rig.engine.load().usedBlocks()).isZero();
  }

  @Test
  void adaptersDoNotShareTheirPrefixes() {
    Rig rig = new Rig(new Capacity(8, 100, 4, 1000, 2048, 2), new Pace(0, 64, 1));
    rig.submit("a", new Work(12, 1, prefix(1, 2, 3), "x", false));
    rig.time.advance(1000);
    Sequence base = rig.submit("b", new Work(12, 1, prefix(1, 2, 3)));
    Sequence other = rig.submit("c", new Work(12, 1, prefix(1, 2, 3), "y", false));
    Sequence same = rig.submit("d", new Work(12, 1, prefix(1, 2, 3), "x", false));
    rig.time.advance(LONG);
    assertThat(base.cachedTokens()).isZero();
    assertThat(other.cachedTokens()).isZero();
    assertThat(same.cachedTokens()).isEqualTo(8);
  }

  @Test
  void adapterWithoutRoomWaitsAndLetsOthersPass() {
    Rig rig = new Rig(new Capacity(8, 100, 4, 1000, 2048, 1), new Pace(0, 64));
    rig.submit("x", new Work(4, 5, List.of(), "x", false));
    rig.submit("y", new Work(4, 1, List.of(), "y", false));
    rig.submit("base", new Work(4, 1, List.of()));
    rig.submit("x2", new Work(4, 1, List.of(), "x", false));
    Load load = rig.engine.load();
    assertThat(load.running()).isEqualTo(3);
    assertThat(load.runningAdapters()).containsExactly("x");
    assertThat(load.waitingAdapters()).containsExactly("y");
    rig.time.advance(LONG);
    assertThat(rig.counted.adapters).startsWith("[x] [y]").contains("[y] []").endsWith("[] []");
    assertThat(rig.said.indexOf("x done")).isLessThan(rig.said.indexOf("y done"));
    assertThat(rig.said.indexOf("base done")).isLessThan(rig.said.indexOf("x done"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyMixOfWorkIsDoneOnceAndLeavesNothing(long seed) {
    Random random = new Random(seed);
    int blocks = 3 + random.nextInt(30);
    Rig rig =
        new Rig(
            new Capacity(1 + random.nextInt(6), blocks, 4, 80, 1 + random.nextInt(40), 2),
            new Pace(random.nextInt(50), 64, 1));
    List<Sequence> all = new ArrayList<>();
    int expected = 0;
    for (int i = 0; i < 300; i++) {
      int prompt = random.nextInt(120);
      List<Long> prefix = new ArrayList<>();
      for (long block = 0; block < prompt / 4; block++) {
        prefix.add(block * 10 + random.nextInt(block < 3 ? 1 : 3));
      }
      String adapter = random.nextInt(3) == 0 ? "l" + random.nextInt(4) : null;
      all.add(
          rig.submit("s" + i + "-", new Work(prompt, random.nextInt(20), prefix, adapter, false)));
      if (random.nextInt(5) == 0) {
        rig.engine.cancel(all.get(random.nextInt(all.size())));
      }
      rig.time.advance(random.nextInt(200));
      assertThat(rig.engine.load().usedBlocks()).isBetween(0, blocks);
    }
    rig.time.advance(1_000_000_000L);
    assertThat(rig.engine.load()).isEqualTo(Load.IDLE);
    assertThat(rig.time.timers.size()).isZero();
    assertThat(rig.counted.lifetimes).hasSize(300);
    assertThat(rig.said).doesNotHaveDuplicates();
    for (Lifetime lifetime : rig.counted.lifetimes) {
      expected += lifetime.end() == Lifetime.End.ABORT ? 0 : 1;
    }
    assertThat(rig.said.stream().filter(line -> line.endsWith("done"))).hasSize(expected);
  }
}
