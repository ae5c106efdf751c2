package dev.samovar.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.core.policy.Policies.Parameter;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoliciesTest {

  static Stream<String> all() {
    return IntStream.range(0, Policies.count()).mapToObj(Policies::name);
  }

  @ParameterizedTest
  @MethodSource("all")
  void eachIsMadeByItsNameWithItsStandards(String name) {
    int policy = Policies.find(name);
    assertThat(Policies.name(policy)).isEqualTo(name);
    assertThat(Policies.create(name, null)).isNotSameAs(Policies.create(name, null));
    assertThat(Policies.create(name, Policies.standard(policy)))
        .hasSameClassAs(Policies.create(name, null));
    Set<String> names = new HashSet<>();
    for (Parameter parameter : Policies.parameters(policy)) {
      assertThat(names.add(parameter.name())).as(parameter.name()).isTrue();
      assertThat(parameter.name()).matches("[a-z][a-zA-Z]*");
      assertThat(parameter.standard()).isBetween(parameter.least(), parameter.most());
    }
  }

  @Test
  void noTwoAreTheSame() {
    assertThat(all().map(name -> Policies.create(name, null).getClass())).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "inference_lb, aigw",
    "least-gpu-cache, least-kv-cache",
    "session-affinity, session",
    "cache_aware, sglang",
    "p2c, power-of-two"
  })
  void namesOfOtherProductsAreAliases(String alias, String name) {
    assertThat(Policies.name(Policies.find(alias))).isEqualTo(name);
    assertThat(Policies.create(alias, null)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Random",
        "random ",
        "least-busy-time",
        "vtc-basic",
        "slo",
        "round",
        "inference_lb aigw"
      })
  void whatNoPolicyIsCalledIsNotFound(String name) {
    assertThat(Policies.find(name)).isNegative();
    assertThatThrownBy(() -> Policies.create(name, null)).hasMessageStartingWith(name + ": ");
  }

  @Test
  void asManyParametersAsTheTableHasAreRight() {
    assertThatThrownBy(() -> Policies.create("aigw", new double[2]))
        .hasMessage("aigw: 2 parameters, 5 are right");
  }

  @Test
  void theDefaultIsTheFirst() {
    assertThat(Policies.name(0)).isEqualTo("expected-wait");
  }
}
