package dev.samovar.core.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.policy.Candidates;
import dev.samovar.core.policy.Demand;
import dev.samovar.core.text.Mix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixIndexTest {
  private final Candidates among = new Candidates();
  private final Demand demand = new Demand();

  private static Endpoint[] fleet(int count, int cacheTokens) {
    Endpoint[] out = new Endpoint[count];
    for (int i = 0; i < count; i++) {
      out[i] = new Endpoint("p", "10.0.0." + i + ":80", i);
      if (cacheTokens >= 0) {
        out[i].rates(Double.NaN, Double.NaN, Double.NaN, Double.NaN, cacheTokens);
      }
    }
    return out;
  }

  /** Blocks of a conversation: the first {@code shared} are those of all. */
  private static long[] prompt(long conversation, int shared, int count) {
    long[] out = new long[count];
    long chain = 1;
    for (int i = 0; i < count; i++) {
      chain = Mix.of(chain + (i < shared ? 0 : conversation));
      out[i] = chain;
    }
    return out;
  }

  private int[] hits(PrefixIndex index, long[] blocks, Endpoint... fleet) {
    among.begin(0);
    for (Endpoint endpoint : fleet) {
      among.add(endpoint, 1);
    }
    demand.blocks = blocks;
    demand.blockCount = blocks.length;
    index.match(demand, among);
    int[] out = new int[fleet.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = among.hit(i);
    }
    return out;
  }

  @Test
  void whatWasRecordedIsFoundAsFarAsItGoes() {
    Endpoint[] fleet = fleet(3, -1);
    PrefixIndex index = new PrefixIndex(4096, 64);
    index.record(prompt(7, 10, 40), 40, fleet[1]);
    index.record(prompt(8, 10, 12), 12, fleet[2]);
    assertThat(hits(index, prompt(7, 10, 60), fleet)).containsExactly(0, 40, 10);
    assertThat(hits(index, prompt(7, 10, 25), fleet)).containsExactly(0, 25, 10);
    assertThat(hits(index, prompt(9, 10, 25), fleet)).containsExactly(0, 10, 10);
    assertThat(hits(index, prompt(9, 0, 25), fleet)).containsExactly(0, 0, 0);
    assertThat(hits(index, new long[0], fleet)).containsExactly(0, 0, 0);
    assertThat(demand.indexed).isTrue();
  }

  @Test
  void hitsOfTheLastRequestAreGone() {
    Endpoint[] fleet = fleet(2, -1);
    PrefixIndex index = new PrefixIndex(64, 64);
    index.record(prompt(7, 0, 5), 5, fleet[0]);
    assertThat(hits(index, prompt(7, 0, 5), fleet)).containsExactly(5, 0);
    assertThat(hits(index, prompt(6, 0, 5), fleet)).containsExactly(0, 0);
  }

  @Test
  void onlyAsManyBlocksAsCountAreRecordedAndMatched() {
    Endpoint[] fleet = fleet(1, -1);
    PrefixIndex index = new PrefixIndex(64, 64);
    index.record(prompt(7, 0, 9), 4, fleet[0]);
    assertThat(hits(index, prompt(7, 0, 9), fleet)).containsExactly(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 17, 64, 512})
  void itFindsWhatALinearSearchFinds(int endpoints) {
    Endpoint[] fleet = fleet(endpoints, -1);
    PrefixIndex index = new PrefixIndex(1 << 20, 64);
    Map<Long, boolean[]> oracle = new HashMap<>();
    Random random = new Random(endpoints);
    for (int round = 0; round < 300; round++) {
      long[] blocks =
          prompt(
              random.nextInt(20),
              random.nextInt(3) * 5,
              15 + random.nextInt(round % 9 == 0 ? 900 : 40));
      int[] expected = new int[endpoints];
      for (int e = 0; e < endpoints; e++) {
        for (int b = 0; b < blocks.length; b++) {
          boolean[] holders = oracle.get(blocks[b]);
          if (holders != null && holders[e] && isMilestone(b + 1)) {
            expected[e] = b + 1;
          }
        }
      }
      assertThat(hits(index, blocks, fleet)).as("round " + round).containsExactly(expected);
      int chosen = random.nextInt(endpoints);
      index.record(blocks, blocks.length, fleet[chosen]);
      for (long block : blocks) {
        oracle.computeIfAbsent(block, b -> new boolean[endpoints])[chosen] = true;
      }
    }
  }

  /** To a sixteenth: a multiple of the least power of two of which it is at most 32 times. */
  private static boolean isMilestone(int blocks) {
    int step = 1;
    while (blocks > 32 * step) {
      step *= 2;
    }
    return blocks % step == 0;
  }

  @Test
  void milestonesAreEachOfTheFirstBlocksAndThenToASixteenth() {
    int n = 0;
    for (int blocks = 1; blocks <= 8192; blocks++) {
      if (isMilestone(blocks)) {
        assertThat(Milestones.blocks(n)).isEqualTo(blocks);
        int before = n == 0 ? 0 : Milestones.blocks(n - 1);
        assertThat(Milestones.distance(Milestones.doublings(n))).isEqualTo(blocks - before);
        n++;
      }
      assertThat(Milestones.among(blocks)).isEqualTo(n);
    }
    assertThat(Milestones.among(0)).isZero();
    int last = Milestones.among(Integer.MAX_VALUE) - 1;
    assertThat(Milestones.blocks(last)).isBetween(Integer.MAX_VALUE / 16 * 15, Integer.MAX_VALUE);
    assertThat(Milestones.distance(Milestones.doublings(last))).isPositive();
    assertThat(Milestones.distance(0xffff)).as("a hash that is no milestone's").isEqualTo(1);
  }

  @Test
  void oneHashOfOthersAgesNoMoreThanALongPromptDoes() {
    Endpoint[] fleet = fleet(1, -1);
    for (int low = 0; low <= 40; low++) {
      PrefixIndex index = new PrefixIndex(1 << 10, 64);
      long[] blocks = prompt(1, 0, 10);
      index.record(blocks, 10, fleet[0]);
      index.learn(0x1234_5678_9abc_0000L | low, fleet[0]);
      assertThat(hits(index, blocks, fleet)[0]).as("low bits " + low).isEqualTo(10);
    }
  }

  @Test
  void aLongPromptTakesAsMuchOfACacheAsItHasBlocks() {
    // 200 blocks.
    Endpoint[] fleet = fleet(2, 6400);
    PrefixIndex index = new PrefixIndex(1 << 14, 64);
    PrefixIndex other = new PrefixIndex(1 << 14, 64);
    for (int conversation = 1; conversation <= 2; conversation++) {
      index.record(prompt(conversation, 0, 150), 150, fleet[0]);
    }
    index.news(0, 1000, (hash, endpoint) -> other.learn(hash, endpoint));
    for (PrefixIndex each : new PrefixIndex[] {index, other}) {
      assertThat(hits(each, prompt(1, 0, 150), fleet)[0]).as("the first").isZero();
      assertThat(hits(each, prompt(2, 0, 150), fleet)[0]).as("the last").isEqualTo(144);
    }
  }

  @Test
  void anEndpointKeepsTheLastTwiceOfItsCache() {
    // 640 tokens are 10 blocks, twice that is 20.
    Endpoint[] fleet = fleet(2, 640);
    PrefixIndex index = new PrefixIndex(1 << 14, 64);
    for (int conversation = 1; conversation <= 10; conversation++) {
      index.record(prompt(conversation, 0, 5), 5, fleet[0]);
    }
    index.record(prompt(1, 0, 5), 5, fleet[1]);
    for (int conversation = 1; conversation <= 10; conversation++) {
      int[] hits = hits(index, prompt(conversation, 0, 5), fleet);
      assertThat(hits[0]).as("conversation " + conversation).isEqualTo(conversation > 6 ? 5 : 0);
    }
    assertThat(hits(index, prompt(1, 0, 5), fleet)[1]).as("the other's").isEqualTo(5);
  }

  @Test
  void whatIsUsedAgainStays() {
    Endpoint[] fleet = fleet(1, 640);
    PrefixIndex index = new PrefixIndex(1 << 14, 64);
    long[] used = prompt(99, 0, 4);
    for (int conversation = 1; conversation <= 200; conversation++) {
      index.record(used, 4, fleet[0]);
      index.record(prompt(conversation, 0, 3), 3, fleet[0]);
      assertThat(hits(index, used, fleet)).containsExactly(4);
    }
  }

  @Test
  void aFullIndexForgetsAndGoesOn() {
    Endpoint[] fleet = fleet(16, -1);
    PrefixIndex index = new PrefixIndex(1024, 64);
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      Endpoint endpoint = fleet[random.nextInt(16)];
      long[] blocks = prompt(i, 0, 10);
      index.record(blocks, 10, endpoint);
      int hit = hits(index, blocks, endpoint)[0];
      assertThat(hit).as("just recorded").isGreaterThanOrEqualTo(9);
    }
    assertThat(index.entries()).isEqualTo(1024);
    assertThat(index.evictions()).isGreaterThan(100_000);
  }

  @Test
  void aForgottenEndpointHoldsNothingUntilItIsRecordedAgain() {
    Endpoint[] fleet = fleet(2, -1);
    PrefixIndex index = new PrefixIndex(4096, 64);
    long[] blocks = prompt(7, 0, 8);
    index.record(blocks, 8, fleet[0]);
    index.record(blocks, 8, fleet[1]);
    index.forget(fleet[0]);
    index.forget(new Endpoint("p", "never seen", 77));
    assertThat(hits(index, blocks, fleet)).containsExactly(0, 8);
    index.record(blocks, 3, fleet[0]);
    assertThat(hits(index, blocks, fleet)).containsExactly(3, 8);
  }

  @Test
  void anEndpointThatCameInTheStepsOfAnotherHoldsNothingOfIts() {
    Endpoint before = new Endpoint("p", "a", 5);
    Endpoint after = new Endpoint("p", "b", 5 + 4096);
    PrefixIndex index = new PrefixIndex(4096, 64);
    long[] blocks = prompt(7, 0, 8);
    index.record(blocks, 8, before);
    before.present(false);
    index.record(blocks, 2, after);
    assertThat(hits(index, blocks, after, before)).containsExactly(2, 0);
  }

  @Test
  void moreEndpointsThanItCanTellApartAreNotRemembered() {
    PrefixIndex index = new PrefixIndex(1 << 16, 64);
    Endpoint[] fleet = fleet(4097, -1);
    long[] blocks = prompt(7, 0, 1);
    for (Endpoint endpoint : fleet) {
      index.record(blocks, 1, endpoint);
    }
    assertThat(hits(index, blocks, fleet[4096])).containsExactly(0);
    assertThat(hits(index, blocks, fleet[4095])).containsExactly(1);
  }

  @Test
  void newsAreWhatWasNotKnownAndAreReadInPortions() {
    Endpoint[] fleet = fleet(2, -1);
    PrefixIndex index = new PrefixIndex(4096, 64);
    long[] blocks = prompt(7, 0, 8);
    index.record(blocks, 5, fleet[0]);
    index.record(blocks, 8, fleet[0]);
    index.learn(blocks[0], fleet[1]);
    List<String> told = new ArrayList<>();
    News sink = (hash, endpoint) -> told.add(endpoint.id() + ":" + Long.toHexString(hash));
    long next = index.news(0, 3, sink);
    assertThat(told).hasSize(3);
    next = index.news(next, 100, sink);
    assertThat(told).hasSize(8).doesNotHaveDuplicates().allMatch(text -> text.startsWith("0:"));
    assertThat(next).isEqualTo(index.newsEnd()).isEqualTo(8);
    assertThat(index.news(next, 100, sink)).isEqualTo(next);
    assertThat(index.news(Long.MAX_VALUE, 1, sink)).as("a number from elsewhere").isEqualTo(8);
  }

  @Test
  void newsThatNobodyReadAreLostAndNothingElse() {
    Endpoint[] fleet = fleet(1, -1);
    PrefixIndex index = new PrefixIndex(1 << 16, 64);
    for (int i = 0; i < 1_000; i++) {
      index.record(prompt(i, 0, 20), 20, fleet[0]);
    }
    int[] count = {0};
    assertThat(index.news(5, Integer.MAX_VALUE, (hash, endpoint) -> count[0]++)).isEqualTo(20_000);
    assertThat(count[0]).isEqualTo(8192);
  }

  @Test
  void whatOneTellsTheOtherFinds() {
    Endpoint[] fleet = fleet(8, 100_000);
    PrefixIndex teller = new PrefixIndex(1 << 14, 64);
    PrefixIndex listener = new PrefixIndex(1 << 14, 64);
    long at = 0;
    for (int i = 0; i < 50; i++) {
      teller.record(prompt(i, 5, 30), 30, fleet[i % 8]);
      at = teller.news(at, 8192, listener::learn);
    }
    for (int i = 0; i < 50; i++) {
      long[] blocks = prompt(i, 5, 30);
      assertThat(hits(listener, blocks, fleet)).isEqualTo(hits(teller, blocks, fleet));
    }
    assertThat(listener.newsEnd()).as("what was learned is not told again").isZero();
  }
}
