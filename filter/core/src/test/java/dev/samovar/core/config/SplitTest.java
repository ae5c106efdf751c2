package dev.samovar.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.config.RouteRule.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who is drawn when a rule splits its requests. */
class SplitTest {

  private static RouteRule split(int... weights) {
    List<RouteTarget> targets = new ArrayList<>();
    for (int weight : weights) {
      targets.add(new RouteTarget(targets.size(), weight, 0, List.of(), null, null));
    }
    return new RouteRule(List.of(), null, 0, Integer.MAX_VALUE, targets, Split.USER);
  }

  @Test
  void stepsOfACanaryMoveUsersOneWayOnly() {
    RouteRule[] steps = {split(5, 95), split(25, 75), split(50, 50), split(100, 0)};
    for (long user = 0; user < 100_000; user++) {
      boolean canary = false;
      for (RouteRule step : steps) {
        boolean now = step.draw(user) == 0;
        assertThat(now || !canary).as("user " + user).isTrue();
        canary = now;
      }
      assertThat(canary).isTrue();
    }
  }

  @Test
  void sharesAreTheWeights() {
    int[] weights = {1, 0, 4, 15};
    RouteRule rule = split(weights);
    int[] drawn = new int[4];
    Random random = new Random(7);
    for (int i = 0; i < 200_000; i++) {
      drawn[rule.draw(random.nextLong())]++;
    }
    assertThat(drawn[1]).isZero();
    for (int i = 0; i < 4; i++) {
      assertThat(drawn[i] / 200_000.0)
          .isBetween(weights[i] / 20.0 - 0.01, weights[i] / 20.0 + 0.01);
    }
  }

  @Test
  void equalBitsDrawTheSameTargetForEver() {
    RouteRule rule = split(30, 70);
    int[] drawn = new int[8];
    for (int i = 0; i < 8; i++) {
      drawn[i] = rule.draw(0x123456789L * (i + 1));
      assertThat(rule.draw(0x123456789L * (i + 1))).isEqualTo(drawn[i]);
    }
    assertThat(drawn).isEqualTo(new int[] {1, 0, 0, 0, 1, 1, 0, 0});
  }

  @Test
  void aTargetWithoutWeightIsNeverDrawnNotEvenAtTheEdges() {
    for (long bits : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1}) {
      assertThat(split(0, 1, 0).draw(bits)).isEqualTo(1);
      assertThat(split(0, 1_000_000, 0, 0).draw(bits)).isEqualTo(1);
    }
  }
}
