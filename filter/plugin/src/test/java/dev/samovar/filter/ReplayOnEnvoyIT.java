package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.samovar.agent.Agent;
import dev.samovar.agent.config.ConfigReader;
import dev.samovar.agent.config.Overrides;
import dev.samovar.agent.map.Engines;
import dev.samovar.agent.store.RedisUris;
import dev.samovar.cli.Main;
import dev.samovar.core.log.DecisionLogLine;
import dev.samovar.envoy.Endpoints;
import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.EnvoyProcess;
import dev.samovar.envoy.Gateway;
import dev.samovar.envoy.HostPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What two workers of a real Envoy decided under load, each model by another policy, is decided so
 * again: by the core and by the module, from the proxy's log alone.
 */
class ReplayOnEnvoyIT {
  private static final int ROUNDS = 10;
  private static final int BURST = 40;
  private static final String SECRET = "sk-never-to-be-logged";
  private static final List<String> POLICIES =
      List.of(
          "'expected-wait'",
          "'least-load'",
          "{'name':'aigw','candidatePercent':100}",
          "'llm-d'",
          "'sglang'",
          "'round-robin'",
          "'session'",
          "'power-of-two'");

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir Path directory;
  private final List<SimulatedEngine> engines = new ArrayList<>();
  private final Random random = new Random(11);
  private int requests;

  private static String configuration() {
    StringBuilder models = new StringBuilder();
    for (int i = 0; i < POLICIES.size(); i++) {
      models.append("{'name':'m").append(i).append("','policy':").append(POLICIES.get(i));
      models.append(",'rules':[{'headers':{'authorization':'").append(SECRET);
      models.append("'},'targets':['fleet']},{'targets':['fleet','spare']}]},");
    }
    return ("{'providers':[{'name':'fleet','model':'real'},{'name':'spare'}],'decisionLogSample':1,"
            + "'session':{'header':'x-session'},'prefix':{'blockTokens':16},'models':["
            + models
            + "{'name':'split','targets':[{'provider':'fleet','weight':3},"
            + "{'provider':'spare','weight':1}]}]}")
        .replace('\'', '"');
  }

  @Test
  void everyDecisionOfALoadedProxyIsMadeAgain() throws Exception {
    Path log = directory.resolve("decisions.log");
    try (Agent agent = agent()) {
      Files.writeString(log, decide(agent));
    } finally {
      engines.forEach(SimulatedEngine::close);
    }
    List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    assertThat(requests).isGreaterThanOrEqualTo(ROUNDS * BURST);
    assertThat(lines.stream().filter(line -> line.contains(DecisionLogLine.ENTRY)).count())
        .isEqualTo(requests);
    assertThat(lines.stream().filter(line -> line.contains(DecisionLogLine.CONFIGURATION)).count())
        .as("once for each worker that decided")
        .isBetween(1L, 2L);
    String module = EnvoyFixture.MODULE.toString();
    Run run = replay(log, "--wasm", module);
    assertThat(run.out)
        .isEqualTo(
            requests
                + " decisions, by the core and by the module: "
                + requests
                + " equal, 0 different, 0 of unknown configuration, 0 malformed\n");
    assertThat(run.code).isZero();

    everyPolicyDecidedAndMostEndpointsWereChosen(replay(log, "--json"));
    anotherPolicyDecidesOtherwise(replay(log, "--policy", "random", "--json"));
    oneThatWasChangedIsFound(log, lines, module);
  }

  private void everyPolicyDecidedAndMostEndpointsWereChosen(Run run) throws IOException {
    JsonNode json = new ObjectMapper().readTree(run.out);
    List<String> endpoints = new ArrayList<>();
    List<String> levels = new ArrayList<>();
    for (JsonNode decision : json.path("decisions")) {
      endpoints.add(decision.at("/logged/endpoint").asText());
      levels.add(decision.at("/logged/level").asText());
    }
    assertThat(endpoints.stream().distinct().count()).isGreaterThanOrEqualTo(4);
    assertThat(levels).contains("fresh");
  }

  private void anotherPolicyDecidesOtherwise(Run run) throws IOException {
    assertThat(run.code).isZero();
    int same = 0;
    int regretted = 0;
    for (JsonNode decision : new ObjectMapper().readTree(run.out).path("decisions")) {
      same += decision.path("agrees").asBoolean() ? 1 : 0;
      regretted += decision.path("regret").asDouble() > 0 ? 1 : 0;
    }
    assertThat(same).isBetween(1, requests - 1);
    assertThat(regretted).isPositive();
  }

  private void oneThatWasChangedIsFound(Path log, List<String> lines, String module)
      throws Exception {
    List<Integer> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(DecisionLogLine.ENTRY)) {
        entries.add(i);
      }
    }
    int cut = entries.get(3);
    lines.set(cut, lines.get(cut).substring(0, lines.get(cut).length() - 8));
    // The choice stands last: the level's last letter.
    int changed = entries.get(5);
    String line = lines.get(changed);
    byte[] bytes =
        java.util.Base64.getUrlDecoder().decode(line.substring(line.lastIndexOf(' ') + 1));
    bytes[bytes.length - 1]++;
    lines.set(
        changed,
        new String(
            DecisionLogLine.of("x " + DecisionLogLine.ENTRY, bytes), StandardCharsets.US_ASCII));
    Path other = Files.write(directory.resolve("changed.log"), lines, StandardCharsets.ISO_8859_1);
    Run run = replay(other, "--wasm", module);
    assertThat(run.code).isEqualTo(1);
    assertThat(run.out)
        .contains(other + ":" + (cut + 1) + ": is cut off or changed")
        .contains(other + ":" + (changed + 1) + ": logged ", "1 different", "1 malformed");
  }

  private Agent agent() throws Exception {
    StringBuilder providers = new StringBuilder();
    for (String provider : List.of("fleet", "spare")) {
      StringBuilder targets = new StringBuilder();
      for (int i = 0; i < 4; i++) {
        SimulatedEngine engine = new SimulatedEngine();
        engines.add(engine);
        targets.append(i == 0 ? "" : ", ").append('"').append(engine.address()).append('"');
      }
      providers
          .append("  - { name: ")
          .append(provider)
          .append(", engine: vllm, targets: [ { static: [");
      providers.append(targets).append("] } ] }\n");
    }
    String file = "listen: 127.0.0.1:0\nscrape: { interval: 100ms }\nproviders:\n" + providers;
    Engines known = Engines.builtIn();
    return new Agent(
        new ConfigReader(known.names(), RedisUris::check)
            .read("test", file, Overrides.NONE)
            .config(),
        known,
        "test");
  }

  /** Sends bursts of chats while queues change, and answers the proxy's log. */
  private String decide(Agent agent) throws Exception {
    List<HostPort> addresses = engines.stream().map(SimulatedEngine::address).toList();
    Gateway gateway =
        new Gateway(
            HostPort.local(0),
            HostPort.local(0),
            Gateway.Agent.at(HostPort.local(agent.address().port())),
            Gateway.Plugin.of(EnvoyFixture.MODULE.toString(), configuration()),
            List.of(
                new Gateway.Provider("fleet", new Endpoints.Listed(addresses.subList(0, 4))),
                new Gateway.Provider("spare", new Endpoints.Listed(addresses.subList(4, 8)))),
            Optional.empty());
    try (EnvoyProcess envoy =
        EnvoyProcess.start(EnvoyBinary.find(), gateway, directory, 2, RunningEnvoy.DEADLINE)) {
      EnvoyFixture.until(
          "fresh figures",
          () ->
              CLIENT.sendAsync(chat(envoy), BodyHandlers.ofString()).join().statusCode() == 200
                  && envoy.admin().get("/stats").contains(".level.fresh."));
      for (int round = 0; round < ROUNDS; round++) {
        engines.forEach(engine -> engine.waiting(random.nextInt(20)));
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < BURST; i++) {
          answers.add(CLIENT.sendAsync(chat(envoy), BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
          assertThat(answer.join().statusCode()).as(envoy.log()).isEqualTo(200);
        }
        // Time for another scrape, so that not every burst sees the same figures.
        TimeUnit.MILLISECONDS.sleep(150);
      }
      assertThat(envoy.admin().get("/stats")).doesNotContain("panics");
      assertThat(envoy.log()).doesNotContain(SECRET);
      return envoy.log();
    }
  }

  private HttpRequest chat(EnvoyProcess envoy) {
    requests++;
    int model = random.nextInt(POLICIES.size() + 1);
    String name = model == POLICIES.size() ? "split" : "m" + model;
    String prompt = "conversation " + random.nextInt(6) + " of words. ";
    String body =
        "{\"model\":\""
            + name
            + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
            + prompt.repeat(1 + random.nextInt(60))
            + "\"},{\"role\":\"user\",\"content\":\""
            + random.nextLong()
            + "\"}]}";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + envoy.listen() + "/v1/chat/completions"))
            .timeout(RunningEnvoy.DEADLINE)
            .header("content-type", Demo.JSON)
            .header("x-session", "s" + random.nextInt(9))
            .POST(BodyPublishers.ofString(body));
    if (random.nextInt(4) == 0) {
      request.header("authorization", SECRET);
    }
    return request.build();
  }

  private record Run(int code, String out) {}

  private Run replay(Path log, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "replay", log.toString()));
    command.addAll(List.of(options));
    Path out = directory.resolve("replay.out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), Files.readString(out));
  }
}
