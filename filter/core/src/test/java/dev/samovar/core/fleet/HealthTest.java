package dev.samovar.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final long NOW = 1_700_000_000_000L;

  private final Health health = new Health();

  private void fail(long at, int times) {
    for (int i = 0; i < times; i++) {
      health.failed(at, 0, 0);
    }
  }

  @Test
  void threeFailuresInARowCoolDownForFiveSeconds() {
    fail(NOW, 2);
    assertThat(health.isOut(NOW)).isFalse();
    fail(NOW, 1);
    assertThat(health.isOut(NOW)).isTrue();
    assertThat(health.isOut(NOW + 4_999)).isTrue();
    assertThat(health.isOut(NOW + 5_000)).isFalse();
    assertThat(health.isProbe(NOW + 4_999)).isFalse();
    assertThat(health.isProbe(NOW + 5_000)).isTrue();
  }

  @Test
  void aSuccessBetweenBeginsTheRowAnew() {
    fail(NOW, 2);
    health.succeeded(NOW);
    fail(NOW, 2);
    assertThat(health.isOut(NOW)).isFalse();
  }

  @Test
  void whatWasSentBeforeNeitherLengthensNorEndsACooldown() {
    fail(NOW, 50);
    health.succeeded(NOW + 100);
    assertThat(health.isOut(NOW + 4_999)).isTrue();
    assertThat(health.isOut(NOW + 5_000)).isFalse();
  }

  @Test
  void oneProbeIsSentAndTheOthersWaitForIt() {
    fail(NOW, 3);
    long later = NOW + 5_000;
    health.probing(NOW + 1);
    assertThat(health.isProbe(later)).as("what is sent while it cools down is no probe").isTrue();
    health.probing(later);
    assertThat(health.isOut(later)).isTrue();
    assertThat(health.isProbe(later)).isFalse();
    health.probing(later + 9_000);
    assertThat(health.isProbe(later + 10_000)).as("an answer that never comes").isTrue();
    health.probing(later + 10_000);
    health.succeeded(later + 10_100);
    assertThat(health.isOut(later + 10_100)).isFalse();
    assertThat(health.isProbe(later + 10_100)).isFalse();
  }

  @Test
  void aFailedProbeDoublesUpToAMinute() {
    fail(NOW, 3);
    long at = NOW;
    for (long seconds : new long[] {5, 10, 20, 40, 60, 60, 60}) {
      assertThat(health.isOut(at + 1000 * seconds - 1)).as(seconds + " s").isTrue();
      assertThat(health.isProbe(at + 1000 * seconds)).as(seconds + " s").isTrue();
      at += 1000 * seconds;
      health.probing(at);
      health.failed(at, 0, 0);
    }
  }

  @Test
  void eachSuccessTakesOneDoublingBack() {
    fail(NOW, 3);
    health.failed(NOW + 5_000, 0, 0);
    health.failed(NOW + 15_000, 0, 0);
    long at = NOW + 35_000;
    health.succeeded(at);
    fail(at, 3);
    assertThat(health.isOut(at + 19_999)).as("flapping").isTrue();
    at += 20_000;
    for (int i = 0; i < 5; i++) {
      health.succeeded(at);
    }
    fail(at, 3);
    assertThat(health.isOut(at + 5_000)).as("well for a while").isFalse();
  }

  @Test
  void retryAfterIsHonouredAtOnceAndWithinABound() {
    health.failed(NOW, 30_000, 0);
    assertThat(health.isOut(NOW + 29_999)).isTrue();
    assertThat(health.isOut(NOW + 30_000)).isFalse();
    health.failed(NOW + 40_000, Long.MAX_VALUE, 0);
    assertThat(health.isOut(NOW + 639_999)).isTrue();
    assertThat(health.isOut(NOW + 640_000)).isFalse();
  }

  @Test
  void ofTwoThatAskTheLongerCounts() {
    health.failed(NOW, 30_000, 0);
    health.failed(NOW, 1_000, 0);
    assertThat(health.isOut(NOW + 29_999)).isTrue();
  }

  @Test
  void anEndIsSpreadOverAQuarterAndNeverBeforeTime() {
    Random random = new Random(1);
    int early = 0;
    for (int i = 0; i < 1_000; i++) {
      Health one = new Health();
      for (int k = 0; k < 3; k++) {
        one.failed(NOW, 0, random.nextLong());
      }
      assertThat(one.isOut(NOW + 4_999)).isTrue();
      assertThat(one.isOut(NOW + 6_251)).isFalse();
      early += one.isOut(NOW + 5_625) ? 0 : 1;
    }
    assertThat(early).isBetween(400, 600);
  }

  @Test
  void aClockThatGoesBackLetsNobodyOutForLong() {
    fail(NOW, 3);
    assertThat(health.isOut(NOW - 3_600_000)).isFalse();
    health.probing(NOW - 3_600_000);
    assertThat(health.isProbe(NOW - 7_200_000)).as("probed in the future").isTrue();
    assertThat(health.errors(NOW - 3_600_000)).isBetween(0.0, 1.0);
  }

  @Test
  void errorsGrowShrinkAndFade() {
    assertThat(health.errors(NOW)).isZero();
    health.failed(NOW, 0, 0);
    assertThat(health.errors(NOW)).isCloseTo(0.2, within(1e-12));
    assertThat(health.errors(NOW + 5_000)).isCloseTo(0.1, within(1e-12));
    assertThat(health.errors(NOW + 10_000)).isZero();
    health.succeeded(NOW);
    assertThat(health.errors(NOW)).isCloseTo(0.16, within(1e-12));
    fail(NOW, 1_000);
    assertThat(health.errors(NOW)).isLessThanOrEqualTo(1).isGreaterThan(0.99);
  }

  @Test
  void whateverHappensItComesBack() {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      Health one = new Health();
      long at = NOW;
      for (int i = 0; i < 30; i++) {
        at += random.nextInt(20_000) - 5_000;
        switch (random.nextInt(3)) {
          case 0 ->
              one.failed(
                  at, random.nextInt(3) == 0 ? random.nextInt(90_000) : 0, random.nextLong());
          case 1 -> one.succeeded(at);
          default -> one.probing(at);
        }
        assertThat(one.isOut(at) && one.isProbe(at)).isFalse();
      }
      assertThat(one.isOut(at + 800_000)).isFalse();
    }
  }
}
