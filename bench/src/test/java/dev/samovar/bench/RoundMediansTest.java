package dev.samovar.bench;

import static dev.samovar.bench.ComparisonTest.row;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundMediansTest {

  private final Results.Row plain = row("plain", 30, 60, 31);

  @Test
  void differencesAreOfTheSameRound() {
    // The machine was twice as slow in the second round, for both.
    assertThat(RoundMedians.added(plain, row("rust", 40, 80, 42)))
        .isEqualTo(new Spread(11, 10.5, 15.5, 3));
  }

  @Test
  void ratioIsOfTheAdditionsOfTheSameRound() {
    assertThat(RoundMedians.addedRatio(plain, row("samovar", 40, 80, 41), row("rust", 50, 100, 51)))
        .isEqualTo(new Spread(0.5, 0.5, 0.5, 3));
  }

  @Test
  void additionThatVanishesInNoiseIsNoReasonToLookGood() {
    Results.Row vanished = row("rust", 30, 59, 30);
    assertThat(RoundMedians.addedRatio(plain, row("samovar", 40, 80, 41), vanished).median())
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(RoundMedians.addedRatio(plain, vanished, vanished).count()).isZero();
  }

  @Test
  void roundsThatOnlyOneHasAreLeftOut() {
    assertThat(RoundMedians.added(plain, row("rust", 40)).count()).isEqualTo(1);
  }
}
