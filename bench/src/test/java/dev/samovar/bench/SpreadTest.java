package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void quartilesLieBetweenTheNearestFigures() {
    assertThat(Spread.of(4, 1, 3, 2)).isEqualTo(new Spread(2.5, 1.75, 3.25, 4));
    assertThat(Spread.of(5, 1, 9)).isEqualTo(new Spread(5, 3, 7, 3));
  }

  @Test
  void oneFigureHasNoWidth() {
    assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7, 1));
  }

  @Test
  void medianOfRoundsIsNotMovedByOneThatWentWrong() {
    assertThat(Spread.of(10, 11, 12, 11, 900).median()).isEqualTo(11);
  }

  @Test
  void infinityDoesNotSpoilTheMiddle() {
    Spread spread = Spread.of(1, 2, 3, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    assertThat(spread.median()).isEqualTo(3);
    assertThat(spread.lower()).isEqualTo(2);
    assertThat(spread.upper()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void whatIsNoNumberCountsForNothing() {
    assertThat(Spread.of(Double.NaN, 4).count()).isEqualTo(1);
    assertThat(Spread.of(Double.NaN).count()).isZero();
    assertThat(Spread.of().median()).isNaN();
  }

  @Test
  void textHasTheMiddleHalf() {
    assertThat(Spread.of(1, 2, 3).text("%.1f")).isEqualTo("2.0 (1.5 to 2.5)");
  }
}
