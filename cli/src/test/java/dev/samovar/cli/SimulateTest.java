package dev.samovar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SimulateTest {
  private static final String TINY =
      """
      name: tiny
      duration: 20s
      rate: 8
      replicas: [{ count: 2 }, { count: 1, speed: 0.5 }]
      workload: { kind: chat }
      policies: [expected-wait, random]
      targets:
        - { value: ttft.p90, of: expected-wait, against: random, atMost: 1 }
        - { value: lost, of: random, atMost: 0 }
      """;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  private Path write(String document) throws IOException {
    return Files.writeString(folder.resolve("s.yaml"), document);
  }

  @Test
  void aRunShowsTableTargetsAndLimitsAndWritesJsonAndPlot() throws Exception {
    Path json = folder.resolve("o.json");
    Path svg = folder.resolve("o.svg");
    String file = write(TINY).toString();
    assertThat(run("simulate", "--scenario", file, "--json", json + "", "--plot", svg + ""))
        .as(out + "" + err)
        .isZero();
    assertThat(out.toString())
        .contains("tiny\n3 replicas, 4 gateways of 2 workers, 20 s")
        .containsPattern("policy +ttft p50 +p90 +p99")
        .containsPattern("expected-wait +\\d")
        .containsPattern("ttft.p90 of expected-wait / random +0\\.\\d+ +≤ 1.00 +reached")
        .contains("Not modelled:");
    JsonNode document = new ObjectMapper().readTree(json.toFile()).get(0);
    assertThat(document.at("/policies/1/name").asText()).isEqualTo("random");
    assertThat(document.at("/policies/0/ttft/p99").asDouble()).isPositive();
    assertThat(document.at("/targets/0/reached").asBoolean()).isTrue();
    assertThat(document.at("/notModelled")).isNotEmpty();
    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile());
    assertThat(Files.readString(svg)).contains("expected-wait").doesNotContain("href", "<script");
  }

  @Test
  void theSameRunIsTheSameToTheByteAlsoInParallel() throws IOException {
    String file = write(TINY).toString();
    run("simulate", "--scenario", file);
    String once = out.toString();
    out.getBuffer().setLength(0);
    run("simulate", "--scenario", file, "--parallel");
    assertThat(out.toString()).isEqualTo(once);
  }

  @Test
  void aMissedTargetIsSaidAndExitsWithOne() throws IOException {
    Path file = write(TINY.replace("atMost: 1 }", "atMost: 0.001 }"));
    assertThat(run("simulate", "--scenario", file.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("MISSED");
  }

  @Test
  void aPageHoldsPictureTableAndLimits() throws IOException {
    Path page = folder.resolve("o.html");
    run("simulate", "--scenario", write(TINY).toString(), "--plot", page.toString());
    assertThat(Files.readString(page)).contains("<svg", "<pre>", "Not modelled", "</html>");
  }

  @Test
  void capacityIsShownForEachPolicy() throws IOException {
    Path file = write(TINY);
    assertThat(run("simulate", "--scenario", file.toString(), "--capacity", "1")).isZero();
    assertThat(out.toString()).containsPattern("expected-wait +\\d+\\.\\d\nrandom +\\d+\\.\\d\n");
  }

  @Test
  void aWrongScenarioIsSaidWithoutAStackTrace() throws IOException {
    Path file = write("replicas: []\n");
    assertThat(run("simulate", "--scenario", file.toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains(file + ": replicas: must have at least one")
        .contains(file + ": workload.kind: is missing")
        .doesNotContain("\tat ");
  }

  @Test
  void usageIsTwo() {
    assertThat(run("simulate")).isEqualTo(2);
    assertThat(err.toString()).contains("--scenario: is missing");
    assertThat(run()).isEqualTo(2);
    assertThat(run("simulat")).isEqualTo(2);
  }

  @Test
  void aFolderIsAllItsScenariosAndAnEmptyOneIsSaid() {
    assertThat(run("simulate", "--scenario", folder.toString())).isEqualTo(1);
    assertThat(err.toString()).contains(folder + ": has no .yaml file");
  }
}
