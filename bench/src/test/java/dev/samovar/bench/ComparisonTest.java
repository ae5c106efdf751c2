package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private final Results.Row plain = row("plain", 30, 60, 31, 29, 30);

  @Test
  void turnsAreAveragedBeforeTheyAreSubtracted() {
    // Without the highest and the lowest of each.
    Figure added = Comparison.added(plain, row("rust", 40, 41, 39, 90, 42));
    assertThat(added.value()).isCloseTo(41 - 91 / 3.0, offset(1e-9));
    assertThat(added.rounds()).isEqualTo(5);
  }

  @Test
  void ratioIsOfTheMeanAdditions() {
    Results.Row rust = row("rust", 50, 51, 49, 50, 50);
    Results.Row ours = row("samovar", 40, 41, 39, 40, 40);
    double base = 91 / 3.0;
    assertThat(Comparison.addedRatio(plain, ours, rust).value())
        .isCloseTo((40 - base) / (50 - base), offset(1e-9));
    assertThat(Comparison.addedToTotal(plain, ours, rust).value())
        .isCloseTo((40 - base) / 50, offset(1e-9));
    assertThat(Comparison.total(ours, rust).value()).isCloseTo(0.8, offset(1e-9));
  }

  @Test
  void machineThatIsSlowerForAWholeRoundLeavesTheRatioAlone() {
    Figure ratio =
        Comparison.addedRatio(
            row("plain", 30, 60, 45, 33),
            row("samovar", 42, 84, 63, 46.2),
            row("rust", 50, 100, 75, 55));
    assertThat(ratio.value()).isCloseTo(0.6, offset(1e-9));
    assertThat(ratio.upper() - ratio.lower()).isLessThan(1e-9);
  }

  @Test
  void ratioOfManyNoisyRunsIsTheTrueOne() {
    Random random = new Random(7);
    double sum = 0;
    for (int run = 0; run < 40; run++) {
      double[][] turns = new double[3][10];
      for (int round = 0; round < 10; round++) {
        for (int variant = 0; variant < 3; variant++) {
          // Interference only adds, and a turn in twenty goes wrong.
          double noise = 1 + 0.3 * random.nextDouble() + (random.nextInt(20) == 0 ? 1 : 0);
          turns[variant][round] = noise * new double[] {90, 200, 156}[variant];
        }
      }
      sum +=
          Comparison.addedRatio(
                  row("plain", turns[0]), row("samovar", turns[2]), row("rust", turns[1]))
              .value();
    }
    assertThat(sum / 40).isCloseTo(0.6, offset(0.05));
  }

  @Test
  void additionThatVanishesInNoiseIsNoReasonToLookGood() {
    Results.Row vanished = row("rust", 30, 30, 30, 30, 30);
    assertThat(Comparison.addedRatio(plain, row("samovar", 40, 80, 41, 42, 43), vanished).value())
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Comparison.addedRatio(plain, vanished, vanished).isKnown()).isFalse();
  }

  @Test
  void roundsThatOnlyOneHasAreLeftOut() {
    assertThat(Comparison.added(plain, row("rust", 40)).value()).isEqualTo(10);
  }

  static Results.Row row(String variant, double... cpuMicros) {
    List<Results.Sample> samples = new ArrayList<>();
    for (double one : cpuMicros) {
      samples.add(new Results.Sample(one, new Wrk.Load(1000, 1_000_000, 0, 500, 900, 1500)));
    }
    return new Results.Row(Variant.named(List.of(variant)).get(0), samples, Double.NaN);
  }
}
