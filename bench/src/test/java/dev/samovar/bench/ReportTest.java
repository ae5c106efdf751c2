package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportTest {

  private final Machine machine =
      new Machine(Map.of("cpu", "a <cpu> & more", "envoy", "1.40.0", "commit", "abc"));
  private final Results results = new Results();

  @BeforeEach
  void threeTurnsOfThreeVariants() {
    List<Variant> variants = Variant.named(List.of("plain", "rust", "samovar-noprefix"));
    Workload workload = Workload.named(List.of("1k")).get(0);
    results
        .rows()
        .put(
            workload,
            List.of(
                row(variants.get(0), 30, 50, 31),
                row(variants.get(1), 50, 70, 51),
                row(variants.get(2), 62, 60, 40)));
    results.footprints().add(new Results.Footprint(variants.get(2), 250, 102_400, 299_008, 1234));
    results.leftOut().put("ext_proc", "go is missing; install Go");
    results.refused().put("lua", "the model is still auto");
  }

  @Test
  void tableTellsTrimmedMeansWithTheirSpreadAndSaysSo() {
    String table = TableReport.of(results, machine);
    assertThat(table.lines().filter(line -> line.startsWith("samovar-noprefix ")).findFirst())
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .contains("60.00", "(40.00 62.00)", "+29.00", " 1.45 ", "(0.45 1.60)"));
    assertThat(table)
        .contains("us is the mean of a variant's turns without the lowest and the highest tenth")
        .contains("spread: after 3 rounds the brackets of added are ");
    assertThat(table).contains("250 ms", "100.0 MB", "292 KiB", "1234 us/s");
  }

  @Test
  void variantThatDidNotRunIsNamedWithTheReason() {
    assertThat(TableReport.of(results, machine))
        .containsPattern("ext_proc +left out: go is missing; install Go")
        .containsPattern("lua +refused: the model is still auto");
    assertThat(json().at("/leftOut/ext_proc").asText()).startsWith("go is missing");
    assertThat(json().at("/refused/lua").asText()).startsWith("the model");
  }

  @Test
  void tableEndsWithEveryAimAndItsVerdict() {
    String table = TableReport.of(results, machine);
    assertThat(table)
        .contains(
            "within the spread         1k: samovar-noprefix adds at most 0.70 x what rust adds:"
                + " 1.45 (0.45 to 1.60) x")
        .contains("not measured in this run  64k: samovar adds at most 0.90 x what rust adds");
    assertThat(json().get("aims")).hasSize(14);
  }

  @Test
  void jsonHoldsEveryTurnAndTheMediansOfTheRoundsBesideTheFigures() {
    assertThat(json().at("/cases/0/rows/2/turns")).hasSize(3);
    assertThat(json().at("/cases/0/rows/2/cpuMicros/median").asDouble()).isEqualTo(60);
    assertThat(json().at("/cases/0/rows/2/addedMicros/figure").asDouble()).isEqualTo(29);
    assertThat(json().at("/cases/0/rows/2/addedByRustsAddition/percentile95").asDouble())
        .isEqualTo(1.6);
    assertThat(json().at("/cases/0/rows/2/addedMicros/median").asDouble()).isEqualTo(10);
    assertThat(json().at("/cases/0/rows/2/addedByRustsAddition/median").asDouble()).isEqualTo(0.5);
    assertThat(json().at("/variants/0/moduleBytes").asLong()).isEqualTo(299_008);
  }

  @Test
  void plotIsWellFormedAndNeedsNothingElse() throws Exception {
    String svg = Plot.of(results, machine);
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    assertThat(svg).contains("a &lt;cpu&gt; &amp; more").doesNotContain("href", "url(", "script");
  }

  private JsonNode json() {
    CostPlan plan = new CostPlan(Map.of(), 3, 4, 3, 16);
    return JsonReport.of(results, machine, plan);
  }

  private static Results.Row row(Variant variant, double... cpuMicros) {
    List<Results.Sample> samples = new ArrayList<>();
    for (double one : cpuMicros) {
      samples.add(new Results.Sample(one, new Wrk.Load(1000, 1_000_000, 0, 500, 900, 1500)));
    }
    return new Results.Row(variant, samples, 1);
  }
}
