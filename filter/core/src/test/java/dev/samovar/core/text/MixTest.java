package dev.samovar.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MixTest {

  @Test
  void textsThatJoinAlikeAreNotAlike() {
    assertThat(Mix.of("ab", "c")).isNotEqualTo(Mix.of("a", "bc"));
    assertThat(Mix.of("", "a")).isNotEqualTo(Mix.of("a", ""));
  }

  @Test
  void theNumberOfATextNeverChanges() {
    // Other gateways may run another release.
    assertThat(Mix.of("p", "10.0.0.1:8000")).isEqualTo(Mix.of("p", "10.0.0.1:8000"));
    assertThat(Long.toHexString(Mix.of(1))).isEqualTo("910a2dec89025cc1");
  }

  @Test
  void unitsAreSpreadEvenly() {
    int[] tenths = new int[10];
    Set<Long> all = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      long bits = Mix.of(i);
      all.add(bits);
      tenths[(int) (10 * Mix.unit(bits))]++;
    }
    assertThat(all).hasSize(100_000);
    for (int count : tenths) {
      assertThat(count).isBetween(9_600, 10_400);
    }
    assertThat(Mix.unit(-1)).isLessThan(1);
    assertThat(Mix.unit(0)).isZero();
  }
}
