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
  void threeTurnsOfTwoVariants() {
    List<Variant> variants = Variant.named(List.of("plain", "samovar"));
    Workload workload = Workload.named(List.of("1k")).get(0);
    results
        .rows()
        .put(workload, List.of(row(variants.get(0), 30, 50, 31), row(variants.get(1), 62, 60, 40)));
    results.footprints().add(new Results.Footprint(variants.get(1), 250, 102_400, 299_008));
    results.leftOut().put("rust", "cargo is missing; install Rust");
  }

  @Test
  void tableTellsMediansAndWhatIsAddedToPlain() {
    String table = TableReport.of(results, machine);
    assertThat(table.lines().filter(line -> line.startsWith("samovar ")).findFirst())
        .hasValueSatisfying(
            line -> assertThat(line).contains("60.00", "(40.00-62.00)", "+29.00", "1.94"));
    assertThat(table).contains("250 ms", "100.0 MB", "292 KiB");
  }

  @Test
  void variantThatDidNotRunIsNamedWithTheReason() {
    assertThat(TableReport.of(results, machine))
        .containsPattern("rust +left out: cargo is missing; install Rust");
    assertThat(json().at("/leftOut/rust").asText()).startsWith("cargo is missing");
  }

  @Test
  void jsonHoldsEveryTurn() {
    assertThat(json().at("/cases/0/rows/1/turns")).hasSize(3);
    assertThat(json().at("/cases/0/rows/1/cpuMicros").asDouble()).isEqualTo(60);
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
    CostRun.Plan plan = new CostRun.Plan(List.of(), List.of(), 3, 4, 3, 16);
    return JsonReport.of(results, machine, plan);
  }

  private static Results.Row row(Variant variant, double... cpuMicros) {
    List<Results.Sample> samples = new ArrayList<>();
    for (double one : cpuMicros) {
      samples.add(new Results.Sample(one, new Wrk.Load(1000, 1_000_000, 0, 500, 900, 1500)));
    }
    return new Results.Row(variant, samples);
  }
}
