package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.core.config.Dialect;
import dev.samovar.core.config.Settings;
import dev.samovar.core.policy.Policies;
import java.util.List;
import org.junit.jupiter.api.Test;

class VariantTest {

  @Test
  void namesAreUnique() {
    assertThat(Variant.all()).extracting(Variant::name).doesNotHaveDuplicates();
  }

  @Test
  void plainIsThereToCompareWith() {
    assertThat(Variant.all().get(0).kind()).isEqualTo(Variant.Kind.PLAIN);
  }

  @Test
  void variantsComeInTheOrderOfTheList() {
    assertThat(Variant.named(List.of("rust", "plain")))
        .extracting(Variant::name)
        .containsExactly("plain", "rust");
  }

  @Test
  void groupStandsForItsVariantsWithThePlainProxy() {
    assertThat(Variant.named(List.of("endpoints")))
        .extracting(Variant::name)
        .containsExactly(
            "plain", "empty", "rust", "samovar", "samovar-noprefix", "samovar-2", "samovar-512");
    for (String group : Variant.allGroups()) {
      assertThat(Variant.named(List.of(group)).get(0).name()).isEqualTo("plain");
    }
  }

  @Test
  void everyPolicyIsAVariantAndThoseThatReadPromptsAreTwo() {
    List<String> names = Variant.named(List.of("policies")).stream().map(Variant::name).toList();
    for (int i = 0; i < Policies.count(); i++) {
      assertThat(names).contains("policy-" + Policies.name(i));
    }
    assertThat(names)
        .contains("policy-llm-d-prefix", "policy-expected-wait-prefix")
        .doesNotContain("policy-random-prefix");
  }

  @Test
  void unknownNamesAreAllToldAtOnce() {
    assertThatThrownBy(() -> Variant.named(List.of("nginx", "plain", "apache")))
        .hasMessageStartingWith("apache, nginx: no such variant or group; there are peers, ");
  }

  @Test
  void filterReadsTheConfigurationOfEveryVariantWithoutAProblem() {
    for (Variant variant : Variant.all()) {
      if (variant.isOurs()) {
        assertThat(FilterConfiguration.settings(variant).providers()).isNotEmpty();
      }
    }
  }

  @Test
  void variantDecidesAsItsLineSays() {
    assertThat(settings("samovar").policy().name()).isEqualTo("expected-wait");
    assertThat(settings("samovar").dialect()).isEqualTo(Dialect.NATIVE);
    assertThat(settings("samovar-guide").dialect()).isEqualTo(Dialect.HIGRESS);
    assertThat(settings("policy-adaptive").policy().name()).isEqualTo("adaptive");
    assertThat(FilterConfiguration.indexesPrefixes(one("samovar"))).isTrue();
    assertThat(FilterConfiguration.indexesPrefixes(one("samovar-noprefix"))).isFalse();
    assertThat(FilterConfiguration.indexesPrefixes(one("samovar-headers"))).isFalse();
    assertThat(FilterConfiguration.asksForEachRequest(one("samovar-request"))).isTrue();
    assertThat(FilterConfiguration.asksForEachRequest(one("samovar"))).isFalse();
    assertThat(one("samovar-inspect").restores()).isTrue();
    assertThat(one("samovar-idle").routes()).isFalse();
  }

  @Test
  void decisionsAreToldOnlyByTheTwin() {
    assertThat(settings("samovar").explain()).isFalse();
    assertThat(FilterConfiguration.explaining(one("samovar"))).contains("\"allowExplain\":true");
  }

  private static Variant one(String name) {
    return Variant.named(List.of(name)).get(0);
  }

  private static Settings settings(String name) {
    return FilterConfiguration.settings(one(name));
  }
}
