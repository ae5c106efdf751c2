package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./samovar up --engines} as a user runs it: real load, scraped, moves real requests. */
class EnginesIT {

  private static final String ENGINES = "vllm:2,sglang:1,triton:1";
  private static final List<String> NAMES = List.of("vllm-1", "vllm-2", "sglang-1", "triton-1");
  private static final String AUTO =
      "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"你好\"}]}";

  private Samovar samovar;
  private Samovar.Call up;
  private String gateway;
  private String admin;

  @BeforeEach
  void start() {
    samovar = new Samovar();
    up = samovar.up("--engines", ENGINES);
    gateway = up.gateway();
    admin = up.await("Envoy's admin +(http://\\S+)");
    up.await("/stats\\?");
  }

  @AfterEach
  void endAll() {
    samovar.close();
    samovar.awaitNoProcess();
  }

  @Test
  void anOverloadMovesTheTrafficAndItsEndBringsItBack() {
    Samovar.until(() -> loads().equals(List.of("0", "0", "0", "0")), "every engine is scraped");
    long told = counter("samovar\\.exchange\\.ok: (\\d+)");
    Samovar.until(
        () -> counter("samovar\\.exchange\\.ok: (\\d+)") > told + 1, "the filter is told of it");
    String busy = Samovar.model(samovar.ask(gateway, AUTO));
    assertThat(up.await("The answer holds \"model\": \"(.+)\"")).isEqualTo(busy);
    String knobs = up.await("curl -X POST (http://\\S+/_sim/knobs) ");
    String load = up.await("-d '(\\{\"load\".+)'");
    assertThat(knobs).startsWith(address(busy));
    try (Traffic traffic = new Traffic(samovar, gateway, AUTO)) {
      Samovar.until(
          () -> {
            // What had drained would be no overload; a new one takes the place of the old one.
            assertThat(samovar.send(knobs, load).statusCode()).isEqualTo(200);
            long before = decisions(busy, ".+");
            traffic.awaitAnswers(20);
            return decisions(busy, ".+") == before;
          },
          "nothing more goes to " + busy + " but " + traffic);
      assertThat(samovar.send(knobs, "{\"load\":null}").statusCode()).isEqualTo(200);
      long before = decisions(busy, ".+");
      Samovar.until(() -> decisions(busy, ".+") > before, "something goes to " + busy + " again");
      traffic.close();
      assertThat(traffic.failures()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"redis-server,samovar-agent.jar", "samovar-agent.jar,redis-server"})
  void aDeathUnderLoadChangesNothingButTheDegradeLevel(String first, String second)
      throws IOException {
    Path file = samovar.root().resolve(".samovar/plugin.yaml");
    Files.writeString(file, Files.readString(file).replace("staleAfter: 10s", "staleAfter: 5s"));
    up.await("plugin.yaml: in force");
    try (Traffic traffic = new Traffic(samovar, gateway, AUTO)) {
      traffic.awaitAnswers(20);
      samovar.process("--name=vllm-1").destroyForcibly();
      up.await("^llm-vllm-1: ended with exit code 137; the rest runs on");
      long fresh = decisions(".+", "fresh");
      Samovar.until(() -> decisions(".+", "fresh") > fresh + 50, "decisions on fresh figures");

      long agedBefore = decisions(".+", "aged");
      long localBefore = decisions(".+", "local");
      samovar.process(first).destroyForcibly();
      Samovar.until(() -> decisions(".+", "aged") > agedBefore, "decisions on aged figures");
      Samovar.until(() -> decisions(".+", "local") > localBefore, "decisions on the own view");
      samovar.process(second).destroyForcibly();
      traffic.awaitAnswers(20);
      // Ages only grow from here on.
      long better = decisions(".+", "fresh|aged");
      long local = decisions(".+", "local");
      traffic.awaitAnswers(50);
      assertThat(decisions(".+", "fresh|aged")).isEqualTo(better);
      assertThat(decisions(".+", "local")).isGreaterThan(local);
      traffic.close();
      assertThat(traffic.failures()).isEmpty();
    }
    Samovar.until(
        () -> up.lines().stream().filter(line -> line.contains("ended with")).count() == 3,
        "a line for each of the dead in\n" + up.text());
  }

  /** What the filter reads of each engine, in the list's order. */
  private List<String> loads() {
    String agent = up.await("agent +(http://\\S+)");
    String answer = samovar.get(agent + "/v1/metrics?keys=" + String.join(",", NAMES)).body();
    return NAMES.stream().map(name -> group("\"" + name + "\":(\\S+?)[,}]", answer)).toList();
  }

  private String address(String engine) {
    return up.await("  " + engine + " +(http://\\S+)");
  }

  /** Decisions of the providers and levels that the patterns match, of all Envoy's workers. */
  private long decisions(String provider, String level) {
    return counter(
        "samovar\\.provider\\.(?:"
            + provider
            + ")\\.level\\.(?:"
            + level
            + ")\\.decisions: (\\d+)");
  }

  /** The sum of what the pattern's group is in Envoy's figures. */
  private long counter(String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(samovar.get(admin + "/stats?usedonly").body());
    return found.results().mapToLong(result -> Long.parseLong(result.group(1))).sum();
  }

  private static String group(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
    return matcher.group(1);
  }
}
