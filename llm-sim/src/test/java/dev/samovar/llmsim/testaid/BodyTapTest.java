package dev.samovar.llmsim.testaid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BodyTapTest {
  private static void add(BodyTap tap, int bytes) {
    byte[] body = new byte[bytes];
    Arrays.fill(body, (byte) 'x');
    tap.add(body, 0, bytes);
  }

  @Test
  void emptyBodyHasTheHashOfNothing() {
    BodyTap tap = new BodyTap(new BodyTap.Budget());
    assertThat(tap.sha256())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(tap.body()).isEmpty();
  }

  @Test
  void bodyIsKeptUpToOneMebibyte() {
    BodyTap.Budget budget = new BodyTap.Budget();
    BodyTap fits = new BodyTap(budget);
    add(fits, 1000);
    add(fits, BodyTap.KEPT_BYTES - 1000);
    assertThat(fits.body()).hasSize(BodyTap.KEPT_BYTES);
    BodyTap tooLong = new BodyTap(budget);
    add(tooLong, BodyTap.KEPT_BYTES);
    add(tooLong, 1);
    assertThat(tooLong.body()).isNull();
    assertThat(tooLong.length()).isEqualTo(BodyTap.KEPT_BYTES + 1);
  }

  @Test
  void usedUpBudgetKeepsNothingUntilItIsGivenBack() {
    BodyTap.Budget budget = new BodyTap.Budget(150);
    BodyTap first = new BodyTap(budget);
    add(first, 100);
    BodyTap second = new BodyTap(budget);
    add(second, 100);
    assertThat(second.body()).isNull();
    first.release();
    first.release();
    BodyTap third = new BodyTap(budget);
    add(third, 150);
    assertThat(third.body()).hasSize(150);
  }
}
