package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostPlanTest {

  private static final List<Workload> ALL = Workload.named(Workload.NAMES);

  @Test
  void standardRunMeasuresWhatEachAimNeeds() {
    CostPlan plan = plan(CostPlan.standard(ALL));
    assertThat(names(plan, "1k")).contains("plain", "rust", "ext_proc", "samovar-noprefix");
    assertThat(names(plan, "64k")).contains("plain", "rust", "ext_proc", "samovar");
    assertThat(names(plan, "1m")).contains("plain", "rust", "ext_proc", "samovar");
    assertThat(names(plan, "stream"))
        .containsExactly("plain", "empty", "samovar", "samovar-inspect");
    assertThat(names(plan, "other")).contains("plain", "empty", "samovar");
  }

  @Test
  void standardRunEndsInAQuarterOfAnHour() {
    CostPlan plan = plan(CostPlan.standard(ALL)).fitting(15);
    assertThat(plan.rounds()).isBetween(8, 30);
    assertThat(plan.estimatedSeconds()).isBetween(800, 900);
  }

  @Test
  void roundsAreNeverFewerThanThree() {
    assertThat(plan(CostPlan.of(Variant.all(), ALL)).fitting(1).rounds()).isEqualTo(3);
    assertThat(plan(Map.of()).fitting(1).rounds()).isEqualTo(3);
  }

  @Test
  void variantIsMeasuredOnlyInWhatItServes() {
    CostPlan plan = plan(CostPlan.of(Variant.named(List.of("plain", "samovar-shipped")), ALL));
    assertThat(names(plan, "other")).containsExactly("plain");
    assertThat(names(plan, "1k")).containsExactly("plain", "samovar-shipped");
  }

  @Test
  void turnsThatStreamAreLonger() {
    CostPlan plan = plan(Map.of());
    assertThat(plan.seconds(Workload.named(List.of("stream")).get(0))).isEqualTo(2);
    assertThat(plan.seconds(Workload.named(List.of("1k")).get(0))).isEqualTo(1);
  }

  private static CostPlan plan(Map<Workload, List<Variant>> cells) {
    return new CostPlan(cells, 1, 1, 2, 16);
  }

  private static List<String> names(CostPlan plan, String workload) {
    return plan.cells().get(Workload.named(List.of(workload)).get(0)).stream()
        .map(Variant::name)
        .toList();
  }
}
