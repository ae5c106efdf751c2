package dev.samovar.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AveragesTest {
  private final Averages averages = new Averages();
  private final Slowness slowness = averages.slowness();

  @Test
  void theFirstSampleIsTheAverageAndTheOthersWeighAFifth() {
    assertThat(averages.firstByte()).isNaN();
    averages.firstByte(1);
    averages.firstByte(2);
    assertThat(averages.firstByte()).isCloseTo(1.2, within(1e-12));
    assertThat(averages.total()).isNaN();
    averages.total(4);
    assertThat(averages.total()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -5, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void whatIsNoTimeSpoilsNothing(double seconds) {
    averages.firstByte(seconds);
    averages.firstByte(1);
    assertThat(averages.firstByte()).isBetween(1e-4, 3600.0);
  }

  @Test
  void slownessIsWhatWasObservedOverWhatWasExpected() {
    assertThat(slowness.factor()).isEqualTo(1);
    assertThat(slowness.trust()).isZero();
    slowness.learn(1, 1, 1_000);
    slowness.learn(4, 1, 2_000);
    slowness.learn(8, 4, 3_000);
    assertThat(slowness.factor()).isCloseTo(13.0 / 6, within(1e-9));
    assertThat(slowness.trust()).isEqualTo(3.0 / 43);
  }

  @Test
  void theFirstTokensOfABurstAreOneSample() {
    slowness.learn(1, 1, 1_000);
    for (int i = 0; i < 200; i++) {
      slowness.learn(i % 2 == 0 ? 4 : 6, 1, 2_000 + i);
    }
    assertThat(slowness.samples()).isEqualTo(2);
    assertThat(slowness.factor()).isCloseTo(3, within(1e-9));
    slowness.learn(6, 1, 2_250);
    assertThat(slowness.samples()).isEqualTo(3);
    assertThat(slowness.factor()).isCloseTo(4, within(1e-9));
    slowness.learn(6, 1, 0);
    assertThat(slowness.samples()).as("a clock that goes back").isEqualTo(4);
  }

  @Test
  void slownessFollowsAChangeWithinSomeHundredRequests() {
    for (int i = 0; i < 1_000; i++) {
      slowness.learn(1, 1, 1_000 * i);
    }
    for (int i = 0; i < 600; i++) {
      slowness.learn(3, 1, 1_000 * (1_000 + i));
    }
    assertThat(slowness.factor()).isBetween(2.8, 3.0);
    slowness.learn(1e9, 1, 1_600_000);
    assertThat(slowness.factor()).as("one outlier").isBetween(2.8, 3.1);
  }

  @Test
  void whatSaysNothingOfSpeedIsPassedOver() {
    double[] nothing = {Double.NaN, 0, -1, Double.NEGATIVE_INFINITY};
    for (double value : nothing) {
      slowness.learn(value, 1, 0);
      slowness.learn(1, value, 0);
    }
    slowness.learn(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0);
    assertThat(slowness.trust()).isZero();
    assertThat(slowness.factor()).isEqualTo(1);
  }
}
