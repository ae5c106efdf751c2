package dev.samovar.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnViewTest {
  private final OwnView view = new OwnView();

  @Test
  void aNewViewKnowsNothing() {
    assertThat(view.seen()).isFalse();
    assertThat(view.latencyMillis()).isNaN();
    assertThat(view.errorShare(0)).isZero();
    assertThat(view.inFlight()).isZero();
  }

  @Test
  void requestsInFlightAreThoseThatBeganAndHaveNotEnded() {
    view.began();
    view.began();
    view.ended();
    assertThat(view.inFlight()).isEqualTo(1);
    view.ended();
    view.ended();
    assertThat(view.inFlight()).as("never negative").isZero();
    assertThat(view.seen()).as("nothing was answered").isFalse();
  }

  @Test
  void theFirstLatencyStandsAndEachLaterOneWeighsAFifth() {
    view.answered(100);
    assertThat(view.latencyMillis()).isEqualTo(100);
    view.answered(200);
    assertThat(view.latencyMillis()).isEqualTo(120);
    assertThat(view.seen()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, -3_600_000, Double.NEGATIVE_INFINITY})
  void aLatencyIsNeverNothingNorNegative(double millis) {
    view.answered(millis);
    assertThat(view.latencyMillis()).isEqualTo(0.1);
    view.answered(millis);
    assertThat(view.latencyMillis()).isEqualTo(0.1);
  }

  @Test
  void failuresRaiseTheErrorShareAndAnswersLowerIt() {
    view.failed(0);
    assertThat(view.errorShare(0)).isCloseTo(0.2, within(1e-9));
    view.failed(0);
    assertThat(view.errorShare(0)).isCloseTo(0.36, within(1e-9));
    view.answered(1);
    assertThat(view.errorShare(0)).isCloseTo(0.288, within(1e-9));
    for (int i = 0; i < 1000; i++) {
      view.failed(0);
    }
    assertThat(view.errorShare(0)).isBetween(0.999, 1.0);
  }

  @Test
  void aFailureSaysNothingOfLatency() {
    view.failed(0);
    assertThat(view.seen()).isTrue();
    assertThat(view.latencyMillis()).isNaN();
    view.answered(50);
    view.failed(0);
    assertThat(view.latencyMillis()).isEqualTo(50);
  }

  @Test
  void failuresAreForgottenAfterTenSeconds() {
    view.failed(1_000);
    view.failed(2_000);
    assertThat(view.errorShare(12_000)).isCloseTo(0.36, within(1e-9));
    assertThat(view.errorShare(12_001)).isZero();
    view.failed(12_001);
    assertThat(view.errorShare(12_001)).as("begins anew").isCloseTo(0.2, within(1e-9));
  }
}
