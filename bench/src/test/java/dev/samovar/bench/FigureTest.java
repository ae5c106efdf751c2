package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FigureTest {

  @Test
  void trimmedMeanLeavesOutATenthAtEitherEndAndAtLeastOne() {
    assertThat(Figure.trimmedMean(3, 900, 1, 2, 3)).isCloseTo(8 / 3.0, offset(1e-9));
    assertThat(Figure.trimmedMean(0, 2, 2, 2, 2, 2, 2, 2, 2, 3, 90)).isEqualTo(2);
    assertThat(Figure.trimmedMean(4, 6)).isEqualTo(5);
    assertThat(Figure.trimmedMean(7)).isEqualTo(7);
    assertThat(Figure.trimmedMean()).isNaN();
  }

  @Test
  void oneRoundHasNoSpread() {
    Figure one = Figure.of(1, rounds -> 7);
    assertThat(one).isEqualTo(new Figure(7, 7, 7, 1));
    assertThat(one.text("%.1f")).isEqualTo("7.0");
    assertThat(one.leavesOpen(7)).isFalse();
  }

  @Test
  void spreadIsTheSameInEveryRunOfTheProgram() {
    double[] turns = {3, 9, 4, 8, 5};
    assertThat(mean(turns)).isEqualTo(mean(turns));
    assertThat(mean(turns).lower()).isLessThan(mean(turns).value());
    assertThat(mean(turns).upper()).isGreaterThan(mean(turns).value());
  }

  @Test
  void moreRoundsNarrowTheSpread() {
    assertThat(width(mean(noise(40, 1)))).isLessThan(width(mean(noise(10, 1))));
  }

  @Test
  void spreadHoldsTheTruthInMostRuns() {
    int held = 0;
    for (int run = 0; run < 30; run++) {
      Figure figure = mean(noise(10, run));
      held += figure.lower() <= 100 && 100 <= figure.upper() ? 1 : 0;
    }
    assertThat(held).isBetween(22, 30);
  }

  @Test
  void boundIsLeftOpenWithinTheSpreadOnly() {
    Figure figure = new Figure(5, 4, 6, 9);
    assertThat(figure.leavesOpen(4.5)).isTrue();
    assertThat(figure.leavesOpen(3.9)).isFalse();
    assertThat(figure.leavesOpen(6)).isFalse();
    assertThat(figure.text("%.0f")).isEqualTo("5 (4 to 6)");
  }

  private static Figure mean(double... turns) {
    return Comparison.cpu(ComparisonTest.row("plain", turns));
  }

  private static double width(Figure figure) {
    return figure.upper() - figure.lower();
  }

  private static double[] noise(int rounds, int seed) {
    Random random = new Random(seed);
    return random.doubles(rounds).map(one -> 50 + 100 * one).toArray();
  }
}
