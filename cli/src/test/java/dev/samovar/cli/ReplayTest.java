package dev.samovar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Ask;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.decision.Selector;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.log.DecisionLogEntry;
import dev.samovar.core.log.DecisionLogLine;
import dev.samovar.core.policy.Demand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final String CONFIG =
      "{\"policy\":\"expected-wait\",\"providers\":[{\"name\":\"a\",\"engine\":\"vllm\"}]}";
  private static final String ENVOY =
      "[2026-01-01 00:00:00.000][14][info][wasm] wasm log samovar: ";

  @TempDir Path folder;

  @Test
  void everyChoiceOfALogIsEqual() throws IOException {
    CommandRun run = CommandRun.of("replay", log(true, CONFIG));
    assertThat(run.out())
        .isEqualTo(
            "40 decisions: 40 equal, 0 different, 0 of unknown configuration, 0 malformed\n");
    assertThat(run.code()).isZero();
  }

  @Test
  void aChoiceThatTheCoreDoesNotMakeIsShown() throws IOException {
    Path log = log(true, CONFIG);
    String other = CONFIG.replace("expected-wait", "weighted");
    List<String> lines = new ArrayList<>(Files.readAllLines(log));
    lines.set(0, line(DecisionLogLine.CONFIGURATION, other));
    Files.write(log, lines);
    assertThat(CommandRun.of("replay", log).out()).contains("40 of unknown configuration");
    // Decisions by one configuration that claim another one.
    CommandRun run = CommandRun.of("replay", log(true, other));
    assertThat(run.out())
        .contains("log:2: logged 10.0.0.", ", again 10.0.0.")
        .doesNotContain(" 0 diff");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void theConfigurationMayComeFromAFile() throws IOException {
    Path log = log(false, CONFIG);
    assertThat(CommandRun.of("replay", log).out()).contains("40 of unknown configuration");
    assertThat(CommandRun.of("replay", log).code()).isEqualTo(1);
    Path config = Files.writeString(folder.resolve("plugin.json"), CONFIG + "\n");
    assertThat(CommandRun.of("replay", log, "--config", config).out()).contains(" 40 equal");
  }

  @Test
  void anotherPolicyIsComparedByThePolicyInForce() throws IOException {
    Path log = log(true, CONFIG);
    CommandRun same = CommandRun.of("replay", log, "--policy", "expected-wait");
    assertThat(same.out()).contains("expected-wait: 40 of 40 choices are the same (100.0 %)");
    CommandRun other = CommandRun.of("replay", log, "--policy", "least-kv-cache", "--json");
    JsonNode json = new ObjectMapper().readTree(other.out());
    int agreed = 0;
    for (JsonNode decision : json.path("decisions")) {
      assertThat(decision.path("equal").asBoolean()).isTrue();
      agreed += decision.path("agrees").asBoolean() ? 1 : 0;
    }
    assertThat(agreed).isBetween(1, 39);
    assertThat(CommandRun.of("replay", log, "--policy", "none").code()).isEqualTo(2);
  }

  @Test
  void linesThatAreCutOffAreCountedAndOthersPassedOver() throws IOException {
    Path log = log(true, CONFIG);
    List<String> lines = new ArrayList<>(Files.readAllLines(log));
    lines.set(3, lines.get(3).substring(0, lines.get(3).length() - 9));
    lines.add("something else \u00e9\u0000");
    Files.write(log, lines);
    CommandRun run = CommandRun.of("replay", log);
    assertThat(run.out()).contains("log:4: is cut off or changed", "39 equal", "1 malformed");
    assertThat(run.code()).isEqualTo(1);
    Path empty = Files.writeString(folder.resolve("empty"), "nothing\n");
    assertThat(CommandRun.of("replay", empty).err()).contains("empty: holds no decision-log line");
    assertThat(CommandRun.of("replay", folder.resolve("gone")).err())
        .contains("gone: cannot be read");
    assertThat(CommandRun.of("replay").code()).isEqualTo(2);
  }

  @Test
  void aModuleThatIsNoneIsSaid() throws IOException {
    Path log = log(true, CONFIG);
    assertThat(CommandRun.of("replay", log, "--wasm", folder.resolve("gone")).err())
        .contains("gone: is no file; build it, or name one with --wasm FILE");
    Path text = Files.writeString(folder.resolve("text.wasm"), "no module");
    CommandRun run = CommandRun.of("replay", log, "--wasm", text);
    assertThat(run.err()).contains("text.wasm: ").doesNotContain("Exception");
    assertThat(run.code()).isEqualTo(1);
  }

  private static String line(String begin, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new String(DecisionLogLine.of(begin, bytes), StandardCharsets.US_ASCII);
  }

  /** Forty decisions by {@link #CONFIG}, said to be of a document. */
  private Path log(boolean withConfiguration, String claimed) throws IOException {
    Settings settings = ConfigurationReader.read(CONFIG).configuration().global();
    List<String> lines = new ArrayList<>();
    if (withConfiguration) {
      lines.add(ENVOY + line(DecisionLogLine.CONFIGURATION, "\n" + claimed));
    }
    Random random = new Random(1);
    for (int i = 0; i < 40; i++) {
      Fleet fleet = new Fleet();
      fleet.begin();
      for (int e = 0; e < 5; e++) {
        Endpoint endpoint = fleet.endpoint("a", "10.0.0." + e + ":8000");
        fleet.keep(endpoint);
        endpoint.scraped(NOW - 50, random.nextInt(9), random.nextInt(30), random.nextDouble());
        endpoint.own().began(random.nextInt(900), NOW - 20);
      }
      fleet.end();
      Demand demand = new Demand();
      demand.promptTokens = random.nextInt(4_000);
      Ask ask = new Ask("m", demand, name -> null, null, null, 0);
      Selector selector = new Selector(settings, fleet, null);
      long bits = random.nextLong();
      Decision decision = selector.choose(ask, NOW, bits);
      byte[] entry =
          DecisionLogEntry.of(
              DecisionLogEntry.hash("\n" + claimed),
              0,
              settings,
              fleet,
              selector,
              ask,
              NOW,
              bits,
              decision);
      lines.add(
          ENVOY
              + new String(
                  DecisionLogLine.of(DecisionLogLine.ENTRY, entry), StandardCharsets.US_ASCII));
    }
    return Files.write(folder.resolve("log"), lines);
  }
}
