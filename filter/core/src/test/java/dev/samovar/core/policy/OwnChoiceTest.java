package dev.samovar.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.snapshot.OwnView;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnChoiceTest {
  private static final long NOW = 1_000_000;

  private static OwnView view(double latency, int inFlight, int failures) {
    OwnView view = new OwnView();
    for (int i = 0; i < inFlight; i++) {
      view.began();
    }
    if (latency > 0) {
      view.answered(latency);
    }
    for (int i = 0; i < failures; i++) {
      view.failed(NOW);
    }
    return view;
  }

  private static int[] draws(OwnView... own) {
    Random random = new Random(1);
    int[] counts = new int[own.length];
    for (int i = 0; i < 10_000; i++) {
      counts[OwnChoice.choose(own, NOW, random.nextLong())]++;
    }
    return counts;
  }

  @Test
  void theOnlyProviderIsChosenWhateverTheBits() {
    for (long random : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThat(OwnChoice.choose(new OwnView[] {view(0, 0, 9)}, NOW, random)).isZero();
    }
  }

  @Test
  void ofTwoTheBetterIsAlwaysChosen() {
    assertThat(draws(view(100, 0, 0), view(50, 0, 0))).as("quicker").containsExactly(0, 10_000);
    assertThat(draws(view(100, 1, 0), view(100, 0, 0))).as("idler").containsExactly(0, 10_000);
    assertThat(draws(view(100, 0, 0), view(100, 0, 1))).as("sounder").containsExactly(10_000, 0);
    assertThat(draws(view(100, 1, 0), view(201, 0, 0))).as("cost 200").containsExactly(10_000, 0);
    assertThat(draws(view(279, 0, 0), view(100, 0, 1))).as("cost 280").containsExactly(10_000, 0);
    assertThat(draws(view(281, 0, 0), view(100, 0, 1))).as("cost 280").containsExactly(0, 10_000);
  }

  @Test
  void equalsAreDrawnEvenly() {
    for (int count : draws(view(9, 0, 0), view(9, 0, 0), view(9, 0, 0), view(9, 0, 0))) {
      assertThat(count).isBetween(2_300, 2_700);
    }
  }

  @Test
  void theWorstOfManyIsNeverChosenAndTheOthersAre() {
    int[] counts = draws(view(10, 0, 0), view(10, 0, 0), view(10, 5, 0), view(10, 0, 0));
    assertThat(counts[2]).isZero();
    assertThat(counts[0]).isPositive();
    assertThat(counts[1]).isPositive();
    assertThat(counts[3]).isPositive();
  }

  @Test
  void withoutALatencyAProviderCountsAsTheMedian() {
    OwnView fresh = view(0, 0, 0);
    assertThat(draws(fresh, view(100, 0, 0), view(300, 0, 0))[2]).as("300 loses to 200").isZero();
    assertThat(draws(view(0, 1, 0), view(0, 0, 0)))
        .as("nobody has a latency")
        .containsExactly(0, 10_000);
    assertThat(draws(view(0, 0, 3), view(0, 0, 0)))
        .as("one only failed")
        .containsExactly(0, 10_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE, 0x7fffffffL, 0xffffffff00000000L})
  void anyBitsChooseOneOfThem(long random) {
    for (int n = 1; n < 40; n++) {
      OwnView[] own = new OwnView[n];
      for (int i = 0; i < n; i++) {
        own[i] = view(1 + i, i % 3, 0);
      }
      assertThat(OwnChoice.choose(own, NOW, random)).isBetween(0, n - 1);
    }
  }

  @Test
  void theSameBitsChooseTheSame() {
    OwnView[] own = {view(1, 0, 0), view(2, 0, 0), view(3, 0, 0)};
    Random random = new Random(5);
    for (int i = 0; i < 100; i++) {
      long bits = random.nextLong();
      assertThat(OwnChoice.choose(own, NOW, bits)).isEqualTo(OwnChoice.choose(own, NOW, bits));
    }
  }
}
