package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.agent.Agent;
import dev.samovar.agent.config.ConfigReader;
import dev.samovar.agent.config.Overrides;
import dev.samovar.agent.map.Engines;
import dev.samovar.agent.store.RedisUris;
import dev.samovar.envoy.Endpoints;
import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.EnvoyProcess;
import dev.samovar.envoy.Gateway;
import dev.samovar.envoy.GatewayOptions;
import dev.samovar.envoy.HostPort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four engines of one provider behind a real Envoy, scraped by the real agent. */
class SelectionOnEnvoyIT {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String NATIVE =
      "{'providers':[{'name':'fleet','model':'real'}],"
          // On a loaded machine equal engines are not equally quick, which it would learn.
          + "'policy':{'name':'expected-wait','slowness':0},"
          + "'models':[{'name':'m','targets':['fleet']}],'failover':{'endpoints':4},"
          + "'freshFor':'1s','staleAfter':'3s'}";
  private static final String OTHERS = "(?!local\\.)[a-z-]+";
  private static final String CLUSTER = "outbound|8000||qwen-service.llm.svc.cluster.local";
  private static final String SEED =
      "{'protocol':'openai','algorithm':'inference_lb','model_mapping_rule':{'qwen-2.5-72b':{"
          + "'rules':[{'scene_name':'qwen-2.5-72b','cluster':'"
          + CLUSTER
          + "','backend':'vllm'}]}},'lb_mapping_rule':{'qwen-2.5-72b':{'load_aware_enable':true,"
          + "'cache_aware_enable':true,'candidate_percent':10,'request_load_weight':1,"
          + "'prefill_load_weight':3,'cache_radio_weight':2}}}";

  @TempDir Path directory;
  private final List<SimulatedEngine> engines = new ArrayList<>();
  private Agent agent;
  private EnvoyProcess envoy;

  private void start(String configuration, String name, String cluster) throws Exception {
    StringBuilder targets = new StringBuilder();
    List<HostPort> addresses = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      SimulatedEngine engine = new SimulatedEngine();
      engines.add(engine);
      addresses.add(engine.address());
      targets.append(i == 0 ? "" : ", ").append('"').append(engine.address()).append('"');
    }
    Engines known = Engines.builtIn();
    String file =
        "listen: 127.0.0.1:0\nscrape: { interval: 100ms }\nproviders:\n  - { name: \""
            + cluster
            + "\", key: k, engine: vllm, targets: [ { static: ["
            + targets
            + "] } ] }\n";
    agent =
        new Agent(
            new ConfigReader(known.names(), RedisUris::check)
                .read("test", file, Overrides.NONE)
                .config(),
            known,
            "test");
    Gateway gateway =
        new Gateway(
                HostPort.local(0),
                HostPort.local(0),
                Gateway.Agent.at(HostPort.local(agent.address().port())),
                Gateway.Plugin.of(EnvoyFixture.MODULE.toString(), configuration.replace('\'', '"')),
                List.of(
                    new Gateway.Provider(name, new Endpoints.Listed(addresses))
                        .withCluster(cluster)),
                Optional.empty())
            .withOptions(GatewayOptions.DEFAULT.withClusterHeader("x-samovar-cluster"));
    envoy = EnvoyProcess.start(EnvoyBinary.find(), gateway, directory, 1, RunningEnvoy.DEADLINE);
  }

  @AfterEach
  void end() throws Exception {
    try {
      if (envoy != null) {
        assertThat(envoy.admin().get("/stats"))
            .contains("wasm.samovar.vm_reload: 0")
            .doesNotContain("panics");
      }
    } finally {
      if (envoy != null) {
        envoy.close();
      }
      if (agent != null) {
        agent.close();
      }
      engines.forEach(SimulatedEngine::close);
    }
  }

  @Test
  void loadDeathAndSilenceMoveTheChoiceAndCostNoRequest() throws Exception {
    start(NATIVE, "fleet", "fleet");
    HttpResponse<String> unknown = send(Demo.body("nobody"));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("\"code\":\"model_not_found\"");
    EnvoyFixture.until("fresh figures", () -> send(Demo.body("m")).statusCode() == 200 && fresh());
    assertThat(engines.stream().map(engine -> engine.last).filter(body -> !body.isEmpty()))
        .isNotEmpty()
        .allMatch(body -> body.equals(Demo.body("real")));

    aBurstSpreads();
    anOverloadMovesNewRequestsAway();
    aDeathCostsNoRequest();
    theAgentsSilenceLeavesTheOwnView();
  }

  private void aBurstSpreads() {
    int[] before = counts();
    engines.forEach(SimulatedEngine::hold);
    List<CompletableFuture<HttpResponse<String>>> burst = sendAll(200);
    EnvoyFixture.until("all have arrived", () -> sum(counts()) - sum(before) == 200);
    int[] after = counts();
    engines.forEach(SimulatedEngine::release);
    burst.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    for (int i = 0; i < 4; i++) {
      assertThat(after[i] - before[i]).as("engine %d", i).isBetween(40, 60);
    }
  }

  private void anOverloadMovesNewRequestsAway() {
    SimulatedEngine busy = engines.get(1);
    busy.waiting(200);
    // A second would do; a loaded machine gets longer, the share is what counts.
    EnvoyFixture.until(
        "of a hundred requests, at most ten go to the busy one",
        () -> {
          int before = busy.requests();
          sendAll(100).forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
          return busy.requests() - before <= 10;
        });
    busy.waiting(0);
  }

  private void aDeathCostsNoRequest() {
    SimulatedEngine victim = engines.get(2);
    victim.hold();
    List<CompletableFuture<HttpResponse<String>>> load = new ArrayList<>(sendAll(100));
    EnvoyFixture.until("some wait there", () -> load.stream().filter(a -> !a.isDone()).count() > 0);
    victim.die();
    load.addAll(sendAll(100));
    load.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
  }

  private void theAgentsSilenceLeavesTheOwnView() throws Exception {
    agent.close();
    agent = null;
    // Decisions are counted a tick later: what is counted now may have been decided before.
    EnvoyFixture.until("forty decisions, all of them local", this::fortyMoreAreLocal);
    assertThat(fortyMoreAreLocal()).isTrue();
  }

  private boolean fortyMoreAreLocal() {
    long local = level("local");
    long others = level(OTHERS);
    sendAll(40).forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    EnvoyFixture.until(
        "all are counted", () -> level("local") - local + level(OTHERS) - others >= 40);
    return level(OTHERS) == others;
  }

  @Test
  void theSeedsTwoRequestsWorkWithItsOwnConfiguration() throws Exception {
    start(SEED, "qwen-2.5-72b", CLUSTER);
    String message =
        "{\n  \"model\": \"qwen-2.5-72b\",\n  \"messages\": [\n"
            + "    {\"role\": \"user\", \"content\": \"Hello, how are you?\"}\n  ]";
    HttpResponse<String> plain = send(message + "\n}");
    assertThat(plain.statusCode()).as(envoy.log()).isEqualTo(200);
    HttpResponse<String> streamed = send(message + ",\n  \"stream\": true\n}");
    assertThat(streamed.statusCode()).isEqualTo(200);
    assertThat(streamed.body()).endsWith("data: [DONE]\n\n");
    assertThat(send(message.replace("qwen", "Qwen") + "\n}").statusCode()).isEqualTo(404);
    EnvoyFixture.until("the log line", () -> log().contains("not found in mapping rules"));
    assertThat(log()).contains("llm-proxy").contains("model Qwen-2.5-72b not found");
  }

  private String log() {
    return envoy.log();
  }

  private boolean fresh() {
    return level("fresh") > 0;
  }

  /** Decisions of the levels that the pattern matches. */
  private long level(String level) {
    Matcher found =
        Pattern.compile("samovar\\.provider\\.fleet\\.level\\." + level + "\\.decisions: (\\d+)")
            .matcher(envoy.admin().get("/stats"));
    return found.results().mapToLong(result -> Long.parseLong(result.group(1))).sum();
  }

  private int[] counts() {
    return engines.stream().mapToInt(SimulatedEngine::requests).toArray();
  }

  private static int sum(int[] counts) {
    return java.util.Arrays.stream(counts).sum();
  }

  private List<CompletableFuture<HttpResponse<String>>> sendAll(int count) {
    List<CompletableFuture<HttpResponse<String>>> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.add(CLIENT.sendAsync(request(Demo.body("m")), BodyHandlers.ofString()));
    }
    return out;
  }

  private HttpResponse<String> send(String body) {
    return CLIENT.sendAsync(request(body), BodyHandlers.ofString()).join();
  }

  private HttpRequest request(String body) {
    return HttpRequest.newBuilder(URI.create("http://" + envoy.listen() + "/v1/chat/completions"))
        .timeout(RunningEnvoy.DEADLINE)
        .header("content-type", Demo.JSON)
        .POST(BodyPublishers.ofString(body))
        .build();
  }
}
