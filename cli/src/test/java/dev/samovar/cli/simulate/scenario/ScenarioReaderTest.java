package dev.samovar.cli.simulate.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.samovar.cli.simulate.gateway.Contestant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioReaderTest {
  private static final String LEAST = "replicas: [{ count: 2 }]\nworkload: { kind: independent }\n";

  @TempDir Path folder;

  private Scenario read(String document) {
    return ScenarioReader.read("s.yaml", document, folder);
  }

  private List<String> errors(String document) {
    return catchThrowableOfType(ScenarioException.class, () -> read(document)).errors();
  }

  @Test
  void theLeastScenarioHasDefaultsForAllElse() {
    Scenario scenario = read(LEAST);
    assertThat(scenario.duration()).isEqualTo(600_000_000);
    assertThat(scenario.warmup()).isEqualTo(60_000_000);
    assertThat(scenario.load()).isEqualTo(0.8);
    assertThat(scenario.fleet().size()).isEqualTo(2);
    assertThat(scenario.policies())
        .extracting(Contestant::name)
        .contains("expected-wait", "llm-d-50ms", "all-knowing");
  }

  @Test
  void everyErrorIsSaidAtOnceWithItsPath() {
    assertThat(
            errors(
                """
                duration: 10
                load: 80
                engine: { slots: 0, kvTokens: many }
                replicas: [{ count: 2, sped: 1 }, { speed: 0.5, failsFrom: 2s, failsUntil: 1s }]
                workload: { kind: chatt }
                policies: [best, { base: expected-wait, parameters: { dilutoin: 1, slots: 0 } }]
                """))
        .containsExactlyInAnyOrder(
            "s.yaml: duration: must be a duration with a unit (us, ms, s, m, h), such as 250ms",
            "s.yaml: load: must be between 0 and 2",
            "s.yaml: engine.slots: must be between 1 and 4096",
            "s.yaml: engine.kvTokens: must be a number, is a text",
            "s.yaml: replicas[0].sped: unknown field; known: count, speed, joins, failsFrom,"
                + " failsUntil",
            "s.yaml: replicas[1].failsUntil: must be later than failsFrom",
            "s.yaml: workload.kind: must be one of: chat, independent, trace",
            "s.yaml: policies[0]: must be one of: random, round-robin, least-request, power-of-two,"
                + " aigw, llm-d-50ms, llm-d-1s, llm-d-per-gateway, higress, sglang, expected-wait,"
                + " expected-wait-alone, all-knowing",
            "s.yaml: policies[1].parameters.dilutoin: unknown field; known: prefillRate, pending,"
                + " requestSeconds, prefix, dilution, slots, slotSeconds, kvFrom, kvSeconds,"
                + " adapterSeconds, slowness, errorSeconds, widthSeconds, widthShare, session, home",
            "s.yaml: policies[1].parameters.slots: must be between 1 and 1000000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | s.yaml: scenario: must be a map with at least replicas, workload and policies",
        "'[1]' | s.yaml: scenario: must be a map, is a list",
        "'{replicas: 3}' | s.yaml: replicas: must be a list, is a number",
        "'{replicas: []}' | s.yaml: replicas: must have at least one, such as [{ count: 16 }]",
        "'{replicas: [{joins: 5s}]}' | s.yaml: replicas: one must be there from the begin, without joins",
        "'{rate: 5, load: 80%}' | s.yaml: rate: must not stand beside load",
        "'{load: 0%}' | s.yaml: load: must be more than 0",
        "'{load: much}' | s.yaml: load: must be a share, such as 80% or 0.8",
        "'{warmup: 700s}' | s.yaml: warmup: must be shorter than duration",
        "'{seed: 1.5}' | s.yaml: seed: must be a whole number, is 1.5",
        "'{policies: []}' | s.yaml: policies: must have at least one",
        "'{policies: [random, random]}' | s.yaml: policies[1]: the name random is there twice",
        "'{targets: [{of: random}]}' | s.yaml: targets[0]: must have either atMost or atLeast",
        "'{targets: [{of: x, atMost: 1}]}' | s.yaml: targets[0].of: must be one of: random",
        "'{workload: {kind: trace}}' | s.yaml: workload.file: is missing; write the name of a CSV file",
        "'{workload: {kind: chat, think: 5}}' | s.yaml: workload.think: must be a duration with a unit",
        "'{workload: {kind: chat, burst: {every: 1s, lasts: 2s}}}' | s.yaml: workload.burst.lasts: must be shorter than every",
        "'{workload: {kind: chat, mostTokens: 600000}}' | s.yaml: workload: requests of up to 600000 tokens do not fit",
      })
  void eachMistakeHasItsPath(String document, String error) {
    assertThat(errors(document)).anyMatch(line -> line.startsWith(error));
  }

  @Test
  void whatIsNoYamlIsSaidWithItsPlace() {
    assertThat(errors("a: [1\nb: {")).hasSize(1).first().asString().startsWith("s.yaml:2:");
    assertThat(errors("seed: 1\nseed: 2")).first().asString().contains("Duplicate field");
  }

  @Test
  void aFileThatIsNotThereIsSaid() {
    Path file = folder.resolve("none.yaml");
    assertThatThrownBy(() -> ScenarioReader.read(file)).hasMessage(file + ": no such file");
  }

  @Test
  void aTraceIsReadBesideTheScenario() throws IOException {
    Files.writeString(
        folder.resolve("t.csv"),
        "arrival,prompt,output,prefix\n10,100,5,a\n11.5,200,6,a,50\n12,3,1\n");
    Scenario scenario = read("replicas: [{}]\nworkload: { kind: trace, file: t.csv }\n");
    assertThat(scenario.rate()).isEqualTo(1);
    assertThat(scenario.load()).isNaN();
  }

  @Test
  void everyWrongLineOfATraceIsSaid() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "5,100,5\n4,100,5\n6,0,5\nx,1,1\n7,1\n");
    assertThat(errors("replicas: [{}]\nworkload: { kind: trace, file: t.csv }\n"))
        .containsExactly(
            "s.yaml: workload.file: t.csv:2: arrival must not be before the line above",
            "s.yaml: workload.file: t.csv:3: prompt tokens must be 1 to 1000000",
            "s.yaml: workload.file: t.csv:4: arrival must be seconds, 0 or more",
            "s.yaml: workload.file: t.csv:5: must have 3 to 5 columns: arrival, prompt tokens,"
                + " output tokens, prefix id, prefix tokens");
  }

  @Test
  void everyShippedScenarioCanBeRead() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("scenarios"))) {
      List<Path> scenarios = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      assertThat(scenarios).hasSizeGreaterThan(8);
      for (Path file : scenarios) {
        assertThat(ScenarioReader.read(file).policies()).as(file.toString()).isNotEmpty();
      }
    }
  }

  @Test
  void fewerPoliciesTakeTheirTargetsWithThem() {
    Scenario scenario =
        read(
            LEAST
                + "targets:\n"
                + "- { of: random, against: round-robin, atMost: 1 }\n"
                + "- { of: random, atMost: 1 }\n");
    assertThat(scenario.with(7, List.of("random")).targets()).hasSize(1);
    assertThat(scenario.with(7, List.of("random")).seed()).isEqualTo(7);
    assertThatThrownBy(() -> scenario.with(null, List.of("rnd")))
        .hasMessageStartingWith("--policies: rnd is none of the scenario's; it has random,");
  }
}
