package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private final Results.Row plain = row("plain", 30, 60, 31);

  @Test
  void differencesAreOfTheSameRound() {
    // The machine was twice as slow in the second round, for both.
    assertThat(Comparison.added(plain, row("rust", 40, 80, 42)))
        .isEqualTo(new Spread(11, 10.5, 15.5, 3));
  }

  @Test
  void ratioIsOfTheAdditionsOfTheSameRound() {
    Results.Row rust = row("rust", 50, 100, 51);
    Results.Row ours = row("samovar", 40, 80, 41);
    assertThat(Comparison.addedRatio(plain, ours, rust)).isEqualTo(new Spread(0.5, 0.5, 0.5, 3));
    assertThat(Comparison.addedToTotal(plain, ours, rust).median()).isEqualTo(0.2);
    assertThat(Comparison.total(ours, rust).median()).isEqualTo(0.8);
  }

  @Test
  void additionThatVanishesInNoiseIsNoReasonToLookGood() {
    Results.Row vanished = row("rust", 30, 59, 30);
    assertThat(Comparison.addedRatio(plain, row("samovar", 40, 80, 41), vanished).median())
        .isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Comparison.addedRatio(plain, vanished, vanished).isKnown()).isFalse();
  }

  @Test
  void roundsThatOnlyOneHasAreLeftOut() {
    assertThat(Comparison.added(plain, row("rust", 40)).count()).isEqualTo(1);
  }

  static Results.Row row(String variant, double... cpuMicros) {
    List<Results.Sample> samples = new ArrayList<>();
    for (double one : cpuMicros) {
      samples.add(new Results.Sample(one, new Wrk.Load(1000, 1_000_000, 0, 500, 900, 1500)));
    }
    return new Results.Row(Variant.named(List.of(variant)).get(0), samples, Double.NaN);
  }
}
