package dev.samovar.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PolicyCasesTest {
  /** Changes whenever a policy decides otherwise; the compiled module must come to the same. */
  static final long DIGEST = 6550769202234782204L;

  @Test
  void tenThousandCasesAreDecidedAsEver() {
    assertThat(new PolicyCases().digest(0, 10_000)).isEqualTo(DIGEST);
  }

  @Test
  void theSameCasesAreDecidedAlikeAndOthersAreNot() {
    assertThat(new PolicyCases().digest(0, 50)).isEqualTo(new PolicyCases().digest(0, 50));
    assertThat(new PolicyCases().digest(0, 50)).isNotEqualTo(new PolicyCases().digest(1, 50));
  }
}
