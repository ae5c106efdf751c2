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
import dev.samovar.core.policy.Demand;
import dev.samovar.core.policy.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainTest {
  private static final long ASKED_AT = 1_767_225_600_550L;
  private static final String CONFIG =
      """
      providers:
      - {name: qwen, engine: vllm, model: Qwen/Big}
      - {name: cloud, model: gpt, priority: 1}
      models:
      - name: big
        rules:
        - {headers: {x-env: test}, targets: [cloud]}
        - {targets: [qwen, cloud]}
      tenantHeader: x-tenant
      """;
  private static final String SNAPSHOT =
      """
      {"id": "agent-1:42", "generatedAt": "2026-01-01T00:00:00.500Z", "agent": "agent-1",
       "endpoints": [
        {"provider": "qwen", "address": "10.0.0.1:8000", "engine": "vllm",
         "scrapedAt": "2026-01-01T00:00:00.400Z", "ageMs": 150, "waiting": 7, "running": 32,
         "kvCacheUsage": 0.81234, "blockSize": 16, "blockCount": 10000, "inFlight": 40,
         "pendingPromptTokens": 52000, "labels": {"zone": "a"}, "loraRunning": ["sql"]},
        {"provider": "qwen", "address": "10.0.0.2:8000", "engine": "vllm",
         "scrapedAt": "2026-01-01T00:00:00.450Z", "ageMs": 100, "waiting": 0, "running": 3,
         "kvCacheUsage": 0.12, "timeToFirstToken": 0.0312345678}]}
      """;
  private static final String BODY =
      "{\"model\": \"big\", \"messages\": [{\"role\": \"user\", \"content\": \"Why?\"}]}";

  @TempDir Path folder;
  private Path config;
  private Path snapshot;
  private Path request;

  @BeforeEach
  void files() throws IOException {
    config = write("plugin.yaml", CONFIG);
    snapshot = write("snapshot.json", SNAPSHOT);
    request = write("request.json", BODY);
  }

  @Test
  void decidesAsTheSelectorOverTheSameFigures() throws IOException {
    Settings settings =
        ConfigurationReader.read(
                """
                {"providers": [{"name": "qwen", "engine": "vllm", "model": "Qwen/Big"},
                               {"name": "cloud", "model": "gpt", "priority": 1}]}
                """)
            .configuration()
            .global();
    Fleet fleet = new Fleet();
    fleet.begin();
    Endpoint one = fleet.endpoint("qwen", "10.0.0.1:8000");
    one.scraped(ASKED_AT - 150, 7, 32, 0.8123);
    one.rates(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 160_000);
    one.others(40, 52_000, ASKED_AT);
    Endpoint two = fleet.endpoint("qwen", "10.0.0.2:8000");
    two.scraped(ASKED_AT - 100, 0, 3, 0.12);
    two.rates(31_235 * 1e-6, Double.NaN, Double.NaN, Double.NaN, -1);
    two.others(0, 0, ASKED_AT);
    fleet.keep(one);
    fleet.keep(two);
    fleet.end();
    Demand demand = new Demand();
    demand.promptTokens = 1;
    demand.userTurns = 1;
    Selector selector = new Selector(settings, fleet, null);
    Decision decision =
        selector.choose(new Ask("big", demand, name -> null, null, null, 0), ASKED_AT, -7);
    CommandRun run = explain("--random", "-7", "--json");
    assertThat(run.out().strip()).isEqualTo(selector.explain(decision, demand));
    assertThat(run.code()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "+0ms, fresh, 10.0.0.2:8000, 100",
    "+900ms, fresh, 10.0.0.2:8000, 1000",
    "+901ms, aged, 10.0.0.2:8000, 1001",
    "+9900ms, aged, 10.0.0.2:8000, 10000",
    "+9901ms, static, 10.0.0.1:8000, -1",
    "2026-01-01T00:00:05.450Z, aged, 10.0.0.2:8000, 5000",
    "1767225600450, fresh, 10.0.0.2:8000, 0"
  })
  void metricsAgeByTheMoment(String now, String level, String endpoint, int age)
      throws IOException {
    JsonNode json = new ObjectMapper().readTree(explain("--now", now, "--json").out());
    assertThat(json.path("level").asText()).isEqualTo(level);
    assertThat(json.path("endpoint").asText()).isEqualTo(endpoint);
    assertThat(json.path("ageMs").asInt()).isEqualTo(age);
  }

  @Test
  void theTableSaysWhatWasChosenAndWhy() {
    CommandRun run = explain("--policy", "llm-d");
    assertThat(run.out())
        .contains(
            "provider        qwen\n",
            "endpoint        10.0.0.2:8000\n",
            "then            10.0.0.1:8000\n",
            "upstream model  Qwen/Big\n",
            "policy          llm-d\n",
            "degrade level   fresh, metrics 100 ms old\n",
            "snapshot        agent-1:42\n",
            "random          1\n")
        .containsPattern("rank +provider +endpoint +cost")
        .containsPattern("2 +qwen +10.0.0.1:8000 +-0.3");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void everyPolicyExplainsItself() {
    for (int i = 0; i < Policies.count(); i++) {
      CommandRun run = explain("--policy", Policies.name(i));
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).contains("provider        qwen\n");
    }
    assertThat(explain("--policy", "best").err()).contains("--policy: no policy is named best");
    assertThat(explain("--policy", "best").code()).isEqualTo(2);
  }

  @Test
  void headersOfTheCommandChooseTheRule() {
    assertThat(explain("--header", "X-Env=test").out()).contains("provider        cloud\n");
  }

  @Test
  void aMessageBringsItsOwnHeadAndAnEnvoyFileItsConfiguration() throws IOException {
    request =
        write("request.http", "POST /v1/chat/completions HTTP/1.1\r\nX-Env: test\r\n\r\n" + BODY);
    assertThat(explain().out()).contains("provider        cloud\n");
    request = write("get.http", "GET /v1/models\nhost: a\n\n");
    assertThat(explain().out()).startsWith("passes untouched: its path /v1/models");
    config = Path.of("..", "deploy", "docker", "envoy", "filter.yaml");
    request = write("request.json", BODY);
    CommandRun run = explain("--loads", write("loads.json", "{\"minimax_1\": 90, \"qwen_1\": 10}"));
    assertThat(run.out()).contains("provider        qianwen\n", "degrade level   fresh");
    assertThat(explain().err()).contains("least-load needs --loads");
  }

  @Test
  void aRequestThatIsRefusedSaysSo() throws IOException {
    request = write("other.json", BODY.replace("big", "unknown"));
    assertThat(explain().out())
        .startsWith("refused with 404: {\"error\"")
        .contains("model_not_found");
    assertThat(explain().code()).isEqualTo(1);
    request = write("broken.json", BODY.substring(0, 20));
    assertThat(explain("--json").out()).startsWith("{\"error\"").contains("invalid_json");
    request = write("empty.json", "");
    assertThat(explain().out()).startsWith("refused with 400");
  }

  @Test
  void everyErrorOfAFileIsToldWithItsPath() throws IOException {
    Path good = snapshot;
    snapshot = write("bad.json", SNAPSHOT.replace("7,", "-7,").replace("\"10.0.0.2:8000\"", "8"));
    assertThat(explain().err())
        .contains(
            "bad.json: endpoints[0].waiting: must be a number",
            "bad.json: endpoints[1].address: missing");
    assertThat(explain().code()).isEqualTo(1);
    snapshot = write("list.json", "[1]");
    assertThat(explain().err()).contains("list.json: must hold one JSON object");
    snapshot = write("none.json", "{}");
    assertThat(explain().err()).contains("none.json: endpoints: missing");
    snapshot = good;
    config = write("wrong.yaml", "providers: [{name: a, weight: -1}, {nam: b}]\n");
    assertThat(explain().err()).contains("wrong.yaml: providers[0].weight", "providers[1].name");
    config = write("agent.yaml", "scrape: {interval: 1s}\n");
    assertThat(explain().err()).contains("agent.yaml: holds no plugin configuration");
    config = folder.resolve("gone.yaml");
    assertThat(explain().err()).contains("gone.yaml: no such file");
    assertThat(explain("--now", "yesterday").code()).isEqualTo(2);
  }

  private CommandRun explain(Object... more) {
    List<Object> all =
        new ArrayList<>(
            List.of("explain", "--config", config, "--snapshot", snapshot, "--request", request));
    all.addAll(List.of(more));
    return CommandRun.of(all.toArray());
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
