package dev.samovar.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RootTest {

  @Test
  void itAgreesWithTheJdk() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      double x = Math.exp(1_400 * random.nextDouble() - 700);
      assertThat(Root.of(x) / Math.sqrt(x)).isCloseTo(1, within(4e-16));
    }
    for (int i = 0; i < 2_000; i++) {
      assertThat(Root.of((double) i * i)).isCloseTo(i, within(1e-12));
    }
  }

  @Test
  void whatHasNoRootHasZero() {
    for (double none : new double[] {0, -0.0, -1, Double.NaN, Double.NEGATIVE_INFINITY}) {
      assertThat(Root.of(none)).isZero();
    }
    assertThat(Root.of(Double.MAX_VALUE)).isCloseTo(1.34e154, within(1e152));
  }
}
