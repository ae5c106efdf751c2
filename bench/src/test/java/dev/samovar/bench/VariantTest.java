package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  void unknownNamesAreAllToldAtOnce() {
    assertThatThrownBy(() -> Variant.named(List.of("nginx", "plain", "apache")))
        .hasMessageStartingWith("apache, nginx: no such variant; there are plain, ");
  }

  @Test
  void configurationHasTheSettingsOfTheVariant() {
    Variant variant = Variant.named(List.of("samovar-request")).get(0);
    assertThat(FilterConfiguration.of(variant)).contains("\"freshness\":\"request\"");
    assertThat(FilterConfiguration.asksForEachRequest(variant)).isTrue();
  }
}
