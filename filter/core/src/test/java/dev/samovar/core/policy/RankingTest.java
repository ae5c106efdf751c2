package dev.samovar.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankingTest {
  private final Ranking ranking = new Ranking();
  private final Draw draw = new Draw();

  private List<Integer> rank(double width, int most, long seed, double... costs) {
    Candidates among = new Scene("|".repeat(costs.length - 1)).among;
    for (int i = 0; i < costs.length; i++) {
      among.cost(i, costs[i]);
    }
    draw.seed(seed);
    ranking.rank(among, width, draw, most);
    return IntStream.range(0, ranking.count()).mapToObj(ranking::get).toList();
  }

  @Test
  void theBestComeFirst() {
    assertThat(rank(0, 3, 1, 5, 1, 4, 2, 3)).containsExactly(1, 3, 4);
    assertThat(rank(0, 1, 1, 5, 1, 4, 2, 3)).containsExactly(1);
    assertThat(rank(0, 0, 1, 5, 1)).as("one at least").containsExactly(1);
    assertThat(rank(0, 99, 1, 5, 1)).containsExactly(1, 0);
    assertThat(rank(0, 99, 1, new double[40])).hasSize(Ranking.MOST).doesNotHaveDuplicates();
  }

  @Test
  void theFirstIsDrawnWithinTheWidthAndTheOthersFollowByCost() {
    int[] firsts = new int[4];
    for (int seed = 0; seed < 3_000; seed++) {
      List<Integer> order = rank(0.5, 3, seed, 9, 1.5, 1, 1.2);
      firsts[order.get(0)]++;
      List<Integer> rest = new ArrayList<>(List.of(2, 3, 1, 0));
      rest.remove(order.get(0));
      assertThat(order.subList(1, 3)).isEqualTo(rest.subList(0, 2));
    }
    assertThat(firsts[0]).isZero();
    assertThat(firsts[1]).isBetween(900, 1_100);
    assertThat(firsts[2]).isBetween(900, 1_100);
    assertThat(firsts[3]).isBetween(900, 1_100);
  }

  @Test
  void withANegativeWidthTheFirstOfEqualsWins() {
    for (int seed = 0; seed < 50; seed++) {
      assertThat(rank(-1, 3, seed, 2, 1, 1, 1)).containsExactly(1, 2, 3);
    }
  }

  @Test
  void lastResortsAreDrawnWhereNothingElseIsThere() {
    double last = Double.POSITIVE_INFINITY;
    assertThat(rank(0.1, 3, 1, last, 3, last)).startsWith(1).hasSize(3);
    assertThat(IntStream.range(0, 100).mapToObj(seed -> rank(0.1, 1, seed, last, last).get(0)))
        .contains(0, 1);
    assertThat(rank(0, 2, 1, 3, Double.NEGATIVE_INFINITY)).containsExactly(1, 0);
  }

  @Test
  void itRanksAsASortDoes() {
    Random random = new Random(9);
    for (int round = 0; round < 500; round++) {
      double[] costs = new double[1 + random.nextInt(60)];
      for (int i = 0; i < costs.length; i++) {
        costs[i] = random.nextDouble();
      }
      List<Integer> expected =
          IntStream.range(0, costs.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> costs[i]))
              .limit(6)
              .toList();
      assertThat(rank(0, 6, round, costs)).isEqualTo(expected);
    }
  }

  @Test
  void equalsFollowInADrawnOrder() {
    assertThat(IntStream.range(0, 100).mapToObj(seed -> rank(0, 3, seed, 1, 1, 1)).distinct())
        .hasSize(6);
  }
}
