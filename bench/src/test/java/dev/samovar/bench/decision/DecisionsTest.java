package dev.samovar.bench.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.policy.Policies;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionsTest {

  static Stream<String> policies() {
    return IntStream.range(0, Policies.count()).mapToObj(Policies::name);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void theSameDecisionsAreMadeTwice(String policy) {
    long first = new Decisions(policy, 33, 16).run(500);
    assertThat(new Decisions(policy, 33, 16).run(500)).isEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void oneEndpointIsAlwaysChosen(String policy) {
    assertThat(new Decisions(policy, 1, 0).run(500)).isZero();
  }
}
