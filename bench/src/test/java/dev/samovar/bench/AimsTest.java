package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.bench.Aims.Aim;
import dev.samovar.bench.Aims.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class AimsTest {

  private final Results results = new Results();

  @Test
  void nothingMeasuredReachesNothing() {
    assertThat(Aims.of(results)).extracting(Aim::verdict).containsOnly(Verdict.OPEN);
    assertThat(aim("10 million requests").found()).isEqualTo("./samovar bench soak");
    assertThat(aim("a decision over 32 endpoints:").found()).isEqualTo("./samovar bench decision");
  }

  @Test
  void ratioToThePeerDecides() {
    rows("1k", row("plain", 30, 30), row("rust", 50, 50), row("samovar-noprefix", 45, 45));
    assertThat(aim("1k: samovar-noprefix"))
        .isEqualTo(
            new Aim(
                "1k: samovar-noprefix adds at most 0.70 x what rust adds",
                "0.75 (0.75 to 0.75) x",
                Verdict.MISSED));
  }

  @Test
  void boundWithinTheSpreadIsNeitherReachedNorMissed() {
    rows("64k", row("plain", 0, 0), row("rust", 10, 10), row("samovar", 7, 10));
    Aim aim = aim("64k: samovar adds at most 0.90");
    assertThat(aim.verdict()).isEqualTo(Verdict.WITHIN);
    assertThat(aim.found()).isEqualTo("0.85 (0.70 to 1.00) x");
    rows("64k", row("plain", 0, 0), row("rust", 10, 10), row("samovar", 7, 9));
    assertThat(aim("64k: samovar adds at most 0.90").verdict()).isEqualTo(Verdict.REACHED);
  }

  @Test
  void processorIsTakenWholeAndBothTotalsAreTold() {
    rows("1k", row("plain", 30), row("ext_proc", 200), row("samovar", 80));
    Aim aim = aim("1k: samovar adds at most a third");
    assertThat(aim.verdict()).isEqualTo(Verdict.REACHED);
    assertThat(aim.found()).startsWith("0.25 x; total to total 0.400");
  }

  @Test
  void requestThatIsNotOursIsComparedWithTheEmptyFilter() {
    rows("other", row("plain", 30, 30), row("empty", 35, 35), row("samovar", 36, 34.5));
    assertThat(aim("other").verdict()).isEqualTo(Verdict.REACHED);
    rows("other", row("plain", 30, 30), row("empty", 35, 35), row("samovar", 36, 37));
    assertThat(aim("other").verdict()).isEqualTo(Verdict.MISSED);
  }

  @Test
  void eventsHaveToHaveGoneThrough() {
    results.eventsPassed().put("samovar-inspect", 100);
    assertThat(aim("stream: no event").verdict()).isEqualTo(Verdict.REACHED);
  }

  @Test
  void decisionIsBoundInTimeAndMemory() {
    decision(32, 0, 9, 0);
    decision(512, 0, 61, 0);
    assertThat(aim("a decision over 32 endpoints:").verdict()).isEqualTo(Verdict.REACHED);
    assertThat(aim("a decision over 512 endpoints:").verdict()).isEqualTo(Verdict.MISSED);
    assertThat(aim("a decision over 512 endpoints with").verdict()).isEqualTo(Verdict.OPEN);
    assertThat(aim("a decision takes").verdict()).isEqualTo(Verdict.REACHED);
    decision(512, 16, 50, 4096);
    assertThat(aim("a decision takes").verdict()).isEqualTo(Verdict.MISSED);
  }

  private void decision(int endpoints, int blocks, double micros, double bytes) {
    results
        .decisions()
        .add(new Results.DecisionCost(endpoints, blocks, new DecisionProbe.Cost(micros, bytes)));
  }

  private void rows(String workload, Results.Row... rows) {
    results.rows().put(Workload.named(List.of(workload)).get(0), List.of(rows));
  }

  private static Results.Row row(String variant, double... cpuMicros) {
    return ComparisonTest.row(variant, cpuMicros);
  }

  private Aim aim(String begin) {
    return Aims.of(results).stream()
        .filter(aim -> aim.what().startsWith(begin))
        .findFirst()
        .orElseThrow();
  }
}
