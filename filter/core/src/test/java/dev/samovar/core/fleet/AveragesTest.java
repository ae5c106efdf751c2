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
    slowness.learn(1, 1);
    slowness.learn(4, 1);
    slowness.learn(8, 4);
    assertThat(slowness.factor()).isCloseTo(13.0 / 6, within(1e-9));
    assertThat(slowness.trust()).isEqualTo(3.0 / 43);
  }

  @Test
  void slownessFollowsAChangeWithinSomeHundredRequests() {
    for (int i = 0; i < 1_000; i++) {
      slowness.learn(1, 1);
    }
    for (int i = 0; i < 600; i++) {
      slowness.learn(3, 1);
    }
    assertThat(slowness.factor()).isBetween(2.8, 3.0);
    slowness.learn(1e9, 1);
    assertThat(slowness.factor()).as("one outlier").isBetween(2.8, 3.1);
  }

  @Test
  void whatSaysNothingOfSpeedIsPassedOver() {
    double[] nothing = {Double.NaN, 0, -1, Double.NEGATIVE_INFINITY};
    for (double value : nothing) {
      slowness.learn(value, 1);
      slowness.learn(1, value);
    }
    slowness.learn(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    assertThat(slowness.trust()).isZero();
    assertThat(slowness.factor()).isEqualTo(1);
  }
}
