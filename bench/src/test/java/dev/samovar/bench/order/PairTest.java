package dev.samovar.bench.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.cli.simulate.Percentiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PairTest {

  private static Run run(double p90) {
    Percentiles times = new Percentiles(p90, p90, p90, p90);
    return new Run(100, 0, times, times, 0, new double[] {1});
  }

  private static List<Pair> pairs(double[] simulated, double[] real) {
    Map<String, Simulated> simulation = new LinkedHashMap<>();
    Map<String, Run> runs = new LinkedHashMap<>();
    for (int i = 0; i < simulated.length; i++) {
      simulation.put("p" + i, new Simulated(run(simulated[i]), simulated[i], simulated[i]));
      runs.put("p" + i, run(real[i]));
    }
    return Pair.separated(simulation, runs);
  }

  @Test
  void onlyPairsAFactorOfTwoApartCount() {
    assertThat(pairs(new double[] {1, 1.99, 2}, new double[] {1, 5, 3}))
        .containsExactly(new Pair("p0", "p2", 2, 3));
  }

  @Test
  void theSameOrderAgreesByHoweverLittle() {
    assertThat(pairs(new double[] {1, 4}, new double[] {1, 1.01}).get(0).agrees()).isTrue();
  }

  @Test
  void anotherOrderDisagrees() {
    assertThat(pairs(new double[] {4, 1}, new double[] {1, 2}))
        .singleElement()
        .satisfies(pair -> assertThat(pair.agrees()).isFalse())
        .satisfies(pair -> assertThat(pair.better()).isEqualTo("p1"));
  }

  @Test
  void equalOnEnvoyDisagrees() {
    assertThat(pairs(new double[] {1, 4}, new double[] {2, 2}).get(0).agrees()).isFalse();
  }

  @Test
  void aRunWithoutAnyAnswerDisagrees() {
    assertThat(pairs(new double[] {1, 4}, new double[] {1, Double.NaN}).get(0).agrees()).isFalse();
  }

  @Test
  void theWidestComesFirst() {
    assertThat(pairs(new double[] {1, 4, 10}, new double[] {1, 2, 3}))
        .extracting(Pair::simulated)
        .containsExactly(10., 4., 2.5);
  }
}
