package dev.samovar.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MiddleTest {

  @Test
  void itIsTheMedianOfASort() {
    Random random = new Random(3);
    for (int round = 0; round < 3_000; round++) {
      double[] values = new double[1 + random.nextInt(round % 10 == 0 ? 600 : 20)];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(1 + random.nextInt(30));
      }
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      assertThat(Middle.median(values.clone(), values.length)).isEqualTo(middle(sorted));
      int rank = random.nextInt(values.length);
      assertThat(Middle.select(values, values.length, rank)).isEqualTo(sorted[rank]);
    }
  }

  @Test
  void onlyTheFirstOnesCount() {
    assertThat(Middle.median(new double[] {3, 1, 2, 99, 99}, 3)).isEqualTo(2);
  }

  @Test
  void hugeAndInfiniteNumbersHaveAMiddleToo() {
    assertThat(Middle.median(new double[] {Double.MAX_VALUE, Double.MAX_VALUE}, 2))
        .isEqualTo(Double.MAX_VALUE);
    assertThat(Middle.median(new double[] {Double.POSITIVE_INFINITY, 1, 2}, 3)).isEqualTo(2);
  }

  private static double middle(double[] sorted) {
    double upper = sorted[sorted.length / 2];
    return sorted.length % 2 == 1 ? upper : sorted[sorted.length / 2 - 1] / 2 + upper / 2;
  }
}
