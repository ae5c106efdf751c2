package dev.samovar.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as a process of its own. */
class ProcessIT {
  private static final Pattern ADDRESS = Pattern.compile("\"address\":\"([^\"]+)\"");
  @TempDir Path directory;

  private record Ended(int exit, String out, String err) {}

  private final class Running implements AutoCloseable {
    final Process process;
    final Path out = directory.resolve("out");
    final Path err = directory.resolve("err");

    Running(Map<String, String> environment, String... args) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-jar", System.getProperty("agent.jar")));
      command.addAll(List.of(args));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      // A virtual machine tells of them on the stream that these tests hold to be empty.
      builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"));
      builder.environment().putAll(environment);
      process = builder.start();
    }

    String address() {
      AgentFixture.await(() -> ADDRESS.matcher(read(out)).find(), "listening");
      Matcher m = ADDRESS.matcher(read(out));
      m.find();
      return m.group(1);
    }

    CompletableFuture<HttpResponse<String>> get(String target) {
      return HttpClient.newHttpClient()
          .sendAsync(
              HttpRequest.newBuilder(URI.create("http://" + address() + target)).build(),
              HttpResponse.BodyHandlers.ofString());
    }

    Ended ended() throws InterruptedException {
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("process ends").isTrue();
      return new Ended(process.exitValue(), read(out), read(err));
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path config(String yaml) throws IOException {
    return Files.writeString(directory.resolve("agent.yaml"), yaml);
  }

  private Ended run(String... args) throws Exception {
    try (Running running = new Running(Map.of(), args)) {
      return running.ended();
    }
  }

  @Test
  void aSignalStopsItWithExitZeroWhileRedisIsGone() throws Exception {
    String yaml = "listen: 127.0.0.1:0\nredis: { uri: \"redis://127.0.0.1:1\" }\n";
    try (Running agent = new Running(Map.of(), "--config", config(yaml).toString())) {
      assertThat(agent.get("/readyz").join().statusCode()).isEqualTo(503);
      agent.process.destroy();
      Ended ended = agent.ended();
      assertThat(ended.exit()).isZero();
      assertThat(ended.out()).contains("\"msg\":\"stopped\"");
      assertThat(ended.err()).isEmpty();
    }
  }

  @Test
  void aSignalLetsAnAnswerUnderWayFinish() throws Exception {
    try (RedisFixture redis = new RedisFixture();
        BlackHole wire = new BlackHole(redis.port())) {
      String yaml =
          "listen: 127.0.0.1:0\nredis: { uri: \"redis://127.0.0.1:"
              + wire.port()
              + "\", timeout: 20s }\n";
      try (Running agent = new Running(Map.of(), "--config", config(yaml).toString())) {
        AgentFixture.await(() -> agent.get("/readyz").join().statusCode() == 200, "ready");
        wire.hold();
        CompletableFuture<HttpResponse<String>> answer = agent.get("/v1/metrics?keys=ka");
        AgentFixture.await(() -> wire.holds("ai_metric:ka"), "asked");
        agent.process.destroy();
        AgentFixture.await(() -> read(agent.out).contains("\"msg\":\"stopping\""), "stopping");
        wire.release();
        assertThat(answer.get(90, TimeUnit.SECONDS).body()).isEqualTo("{\"ka\":null}");
        assertThat(agent.ended().exit()).isZero();
      }
    }
  }

  @Test
  void everyLogLineIsOneJsonObjectAndNoneShowsThePassword() throws Exception {
    String uri = "redis://bob:s3cret%21pw@127.0.0.1:1";
    String yaml = "listen: 127.0.0.1:0\nredis: { uri: \"" + uri + "\" }\n";
    try (Running agent =
        new Running(Map.of(), "--config", config(yaml).toString(), "--log-level", "debug")) {
      String answers =
          agent.get("/readyz").join().body()
              + agent.get("/metrics").join().body()
              + agent.get("/v1/metrics?keys=a").join().body();
      AgentFixture.await(() -> read(agent.out).contains("redis is down"), "logged");
      agent.process.destroy();
      Ended ended = agent.ended();
      for (String line : ended.out().split("\n")) {
        assertThat(new ObjectMapper().readTree(line).get("msg").isTextual()).isTrue();
      }
      assertThat(ended.out()).contains("redis://****@127.0.0.1:1");
      assertThat(ended.out() + ended.err() + answers).doesNotContain("s3cret");
    }
  }

  @Test
  void aVariableWinsOverTheFileAndAFlagOverBoth() throws Exception {
    String yaml = "listen: 127.0.0.1:0\nredis: { timeout: 1s }\nscrape: { interval: 1s }\n";
    try (Running agent =
        new Running(
            Map.of("SAMOVAR_AGENT_REDIS_TIMEOUT", "2s", "SAMOVAR_AGENT_SCRAPE_INTERVAL", "2s"),
            "--config",
            config(yaml).toString(),
            "--scrape-interval",
            "3s")) {
      agent.address();
      assertThat(read(agent.out))
          .contains("\"redis.timeout\":\"2s\"", "\"scrape.interval\":\"3s\"");
    }
  }

  @Test
  void checkConfigTellsEveryErrorAndExitsOne() throws Exception {
    Path bad = config("listen: x\nredis: { timeout: 5 apples }\nproviders: [ { key: 1 } ]\n");
    Ended ended = run("--check-config", "--config", bad.toString());
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err().lines())
        .hasSize(4)
        .anyMatch(line -> line.startsWith("listen: "))
        .anyMatch(line -> line.startsWith("redis.timeout: "))
        .anyMatch(line -> line.startsWith("providers[0].name: "))
        .anyMatch(line -> line.startsWith("providers[0].key: "));
    assertThat(run("--check-config", "--config", config("listen: a:1\n").toString()).exit())
        .isZero();
  }

  @Test
  void aMissingFileIsOneLineAndWrongUsageIsTwo() throws Exception {
    Ended missing = run("--config", "nowhere.yaml");
    assertThat(missing.exit()).isEqualTo(1);
    assertThat(missing.err()).isEqualTo("nowhere.yaml: no such file" + System.lineSeparator());
    Ended usage = run("--bogus");
    assertThat(usage.exit()).isEqualTo(2);
    assertThat(usage.err()).startsWith("Unknown option: '--bogus'");
    assertThat(run("--version").out()).startsWith("samovar-agent ");
  }

  @Test
  void aBusyPortIsOneLineThatNamesIt() throws Exception {
    try (AgentFixture other = new AgentFixture("")) {
      Ended ended = run("--listen", "127.0.0.1:" + other.port());
      assertThat(ended.exit()).isEqualTo(1);
      assertThat(ended.err()).startsWith("listen: 127.0.0.1:" + other.port() + ": ");
      assertThat(ended.err().lines()).hasSize(1);
    }
  }

  @Test
  void aTokenOfATargetOrOfTheExchangeIsNeverShown() throws Exception {
    String yaml =
        """
        listen: 127.0.0.1:0
        exchange: { token: "env:EXCHANGE_TOKEN" }
        scrape: { interval: 50ms }
        providers:
          - name: a
            targets:
              - { static: ["127.0.0.1:1"], bearer: "env:TARGET_TOKEN" }
              - { static: ["127.0.0.1:2"], headers: { x-api-key: "env:TARGET_TOKEN" } }
        """;
    Map<String, String> secrets =
        Map.of("EXCHANGE_TOKEN", "exch4nge-s3cret", "TARGET_TOKEN", "t4rget-s3cret");
    try (Running agent =
        new Running(secrets, "--config", config(yaml).toString(), "--log-level", "debug")) {
      StringBuilder answers = new StringBuilder();
      for (String path :
          List.of("/", "/v1/snapshot", "/v1/status", "/metrics", "/readyz", "/nothing")) {
        answers.append(agent.get(path).join().body());
      }
      AgentFixture.await(() -> read(agent.out).contains("target is down"), "logged");
      agent.process.destroy();
      Ended ended = agent.ended();
      assertThat(ended.out()).contains("env:EXCHANGE_TOKEN", "env:TARGET_TOKEN");
      assertThat(ended.out() + ended.err() + answers).doesNotContain("s3cret");
    }
  }
}
