package dev.samovar.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LogarithmTest {

  @Test
  void itAgreesWithTheJdk() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      double x = Math.exp(1_400 * random.nextDouble() - 700);
      double expected = Math.log(x);
      assertThat(Logarithm.of(x))
          .isCloseTo(expected, within(1e-13 * Math.max(1, Math.abs(expected))));
      double y = 1_400 * random.nextDouble() - 700;
      assertThat(Logarithm.power(y) / Math.exp(y)).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void theEdgesAreWhatTheySay() {
    assertThat(Logarithm.of(1)).isZero();
    assertThat(Logarithm.power(0)).isEqualTo(1);
    for (double none :
        new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE}) {
      assertThat(Logarithm.of(none)).isNaN();
    }
    assertThat(Logarithm.of(Double.MAX_VALUE)).isCloseTo(709.78, within(0.01));
    assertThat(Logarithm.of(Double.MIN_NORMAL)).isCloseTo(-708.39, within(0.01));
    assertThat(Logarithm.power(1e9)).isFinite().isEqualTo(Logarithm.power(700));
    assertThat(Logarithm.power(-1e9)).isPositive().isEqualTo(Logarithm.power(-700));
  }

  @Test
  void theBitsAreAlwaysTheSame() {
    assertThat(Double.doubleToRawLongBits(Logarithm.of(3))).isEqualTo(0x3ff193ea7aad030aL);
    assertThat(Double.doubleToRawLongBits(Logarithm.power(0.3))).isEqualTo(0x3ff599058c8c1a96L);
  }
}
