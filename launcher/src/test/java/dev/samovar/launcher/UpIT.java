package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.envoy.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./samovar} as a user runs it: the real parts, the real Envoy, the real Redis. */
class UpIT {

  private static final String AUTO =
      "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"你好\"}]}";

  @TempDir Path directory;
  private Samovar samovar;

  @BeforeEach
  void layProject() {
    samovar = new Samovar();
  }

  @AfterEach
  void endAll() {
    samovar.close();
    samovar.awaitNoProcess();
  }

  @Test
  void theGuidesVerificationHolds() {
    Samovar.Call up = samovar.up();
    String gateway = up.gateway();
    int redis = up.redisPort();
    up.await("The answer holds \"model\": \"qwen3-max-preview\"");
    Samovar.redis(redis, "SET ai_metric:minimax_1 90");
    Samovar.redis(redis, "SET ai_metric:qwen_1 10");
    awaitModel(gateway, AUTO, "qwen3-max-preview");
    awaitModel(
        gateway, AUTO.replace("{\"model\"", "{\"stream\":true,\"model\""), "qwen3-max-preview");
    Samovar.redis(redis, "SET ai_metric:minimax_1 5");
    awaitModel(gateway, AUTO, "MiniMax-M2.1");
    String other =
        "{ \"n\" : 1.50, \"model\" : \"x\\u0041\", \"messages\":[{\"model\":\"auto\"}] }";
    awaitModel(gateway, other, "MiniMax-M2.1");
    String server = up.await("llm-minmax +ready on (\\S+)");
    assertThat(samovar.get("http://" + server + "/_sim/last").body())
        .contains(
            "{ \\\"n\\\" : 1.50, \\\"model\\\" : \\\"MiniMax-M2.1\\\", "
                + "\\\"messages\\\":[{\\\"model\\\":\\\"auto\\\"}] }");
  }

  @Test
  void onlyTheAgentsCommandLineNamesIt() {
    Samovar.Call up = samovar.up();
    up.gateway();
    assertThat(samovar.processes().stream().filter(line -> line.contains("samovar-agent")))
        .hasSize(1)
        .allMatch(line -> line.contains("samovar-agent.jar"));
    assertThat(samovar.processes()).as("launcher, Redis, agent, two servers, Envoy").hasSize(6);
  }

  @ParameterizedTest
  @CsvSource({"INT,true,130", "TERM,false,143", "HUP,true,129", "KILL,false,137"})
  void anEndEndsEverything(String signal, boolean group, int exitCode) {
    Samovar.Call up = samovar.up();
    up.gateway();
    assertThat(samovar.processes()).hasSize(6);
    up.signal(signal, group);
    assertThat(up.exitCode()).isEqualTo(exitCode);
    samovar.awaitNoProcess();
    assertThat(up.text()).as("an end is no failure").doesNotContain("ended with exit code");
    assertThat(samovar.call("status").exitCode()).isEqualTo(3);
  }

  @Test
  void aBusyPortIsOneLineAndNothingIsStarted() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Samovar.Call up = samovar.up("--agent-port", port);
      assertThat(up.exitCode()).isEqualTo(1);
      assertThat(up.lines())
          .hasSize(1)
          .first()
          .asString()
          .startsWith("--agent-port: port " + port + " on 127.0.0.1 cannot be used");
    }
  }

  @Test
  void aChildThatFailsBeforeItIsReadyIsNamedAndLeavesNoOrphan() throws IOException {
    Path broken = samovar.root().resolve("broken-envoy");
    Files.writeString(
        broken,
        "#!/bin/sh\nif [ \"$1\" = --version ]; then"
            + " echo version: 9e5580933739/1.40.0/Clean/RELEASE/BoringSSL; exit; fi\n"
            + "echo 'cannot go on'; exit 9\n");
    assertThat(broken.toFile().setExecutable(true)).isTrue();
    Samovar.Call up = samovar.up("--envoy", broken.toString());
    assertThat(up.exitCode()).isEqualTo(1);
    assertThat(up.text())
        .contains(
            "envoy: ended with exit code 9 before all was ready; its log ends:\n  cannot go on")
        .doesNotContain("Exception", "\tat ");
    samovar.awaitNoProcess();
  }

  @Test
  void aChildThatDiesLaterIsOneLineAndTheOtherProviderServesOn() {
    Samovar.Call up = samovar.up();
    String gateway = up.gateway();
    Samovar.redis(up.redisPort(), "SET ai_metric:qwen_1 1");
    Samovar.redis(up.redisPort(), "SET ai_metric:minimax_1 2");
    awaitModel(gateway, AUTO, "qwen3-max-preview");
    samovar.process("--name=qianwen").destroyForcibly();
    up.await("^llm-qianwen: ended with exit code 137; the rest runs on");
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> answer = samovar.ask(gateway, AUTO);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"model\": \"MiniMax-M2.1\"");
    }
    samovar.process("redis-server").destroyForcibly();
    up.await("^redis: ended with exit code");
    samovar.process("samovar-agent.jar").destroyForcibly();
    up.await("^agent: ended with exit code");
    assertThat(samovar.ask(gateway, AUTO).statusCode()).isEqualTo(200);
    assertThat(up.lines().stream().filter(line -> line.contains("ended with"))).hasSize(3);
    Samovar.Call status = samovar.call("status");
    assertThat(status.exitCode()).isZero();
    assertThat(status.text())
        .containsPattern("llm-qianwen +down")
        .containsPattern("llm-minmax +up")
        .containsPattern("envoy +up");
  }

  @Test
  void aDetachedRunIsSeenShownAndEnded() {
    Samovar.Call up = samovar.up("--detach");
    assertThat(up.exitCode()).as(up.text()).isZero();
    assertThat(up.text()).contains("Samovar is ready.", "./samovar down ends it");
    assertThat(samovar.ask(up.gateway(), AUTO).statusCode()).isEqualTo(200);
    Samovar.Call status = samovar.call("status");
    assertThat(status.exitCode()).isZero();
    assertThat(status.lines()).hasSize(6).first().asString().startsWith("Samovar runs, pid ");
    Samovar.Call second = samovar.up();
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.text())
        .matches("Samovar: runs already \\(pid \\d+\\); end it with ./samovar down");
    Samovar.Call third = samovar.up("--detach");
    assertThat(third.exitCode()).isEqualTo(1);
    assertThat(third.text()).isEqualTo(second.text());
    Samovar.Call logs = samovar.call("logs", "redis", "-n", "1");
    assertThat(logs.exitCode()).isZero();
    assertThat(logs.lines()).hasSize(1).first().asString().contains("Ready to accept");
    Samovar.Call unknown = samovar.call("logs", "nobody");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.text())
        .startsWith("nobody: no such log; there are: redis, llm-minmax, llm-qianwen, agent, envoy");
    Samovar.Call follow = samovar.call("logs", "access", "-f", "-n", "0");
    until(
        () -> {
          samovar.ask(up.gateway(), AUTO);
          return follow.text().contains("POST /masgod/v1/chat/completions 200");
        });
    follow.signal("INT", true);
    assertThat(follow.exitCode()).isEqualTo(130);
    Samovar.Call down = samovar.call("down");
    assertThat(down.exitCode()).isZero();
    assertThat(down.text()).isEqualTo("Samovar has ended.");
    assertThat(samovar.processes()).isEmpty();
    assertThat(samovar.call("status").exitCode()).isEqualTo(3);
    Samovar.Call again = samovar.call("down");
    assertThat(again.exitCode()).isZero();
    assertThat(again.text()).isEqualTo("Samovar does not run; nothing to end.");
  }

  @Test
  void aDetachedRunThatFailsSaysSo() {
    Samovar.Call up = samovar.up("--detach", "--envoy", "/etc/passwd");
    assertThat(up.exitCode()).isEqualTo(1);
    assertThat(up.lines()).containsExactly("/etc/passwd: is not executable, named by --envoy");
    assertThat(samovar.call("status").exitCode()).isEqualTo(3);
  }

  @Test
  void aStateThatIsStaleIsNoRun() throws IOException {
    long self = ProcessHandle.current().pid();
    Files.writeString(
        samovar.root().resolve(".samovar/run.json"),
        "{\"launcher\":{\"pid\":" + self + ",\"started\":5},\"ready\":true,\"children\":[]}");
    assertThat(samovar.call("status").exitCode()).isEqualTo(3);
    assertThat(ended("down").text()).isEqualTo("Samovar does not run; nothing to end.");
    assertThat(ProcessHandle.current().isAlive()).isTrue();
    samovar.up().gateway();
  }

  @Test
  void savingTheFileChangesWhatRunsAndLosesNoRequest() throws Exception {
    Path file = samovar.root().resolve("mine.yaml");
    String one = "providers:\n- {name: a, key: ka, model: model-a}\n";
    Files.writeString(file, one);
    Samovar.Call up = samovar.up("--config", file.toString());
    String gateway = up.gateway();
    int redis = up.redisPort();
    Samovar.redis(redis, "SET ai_metric:ka 50");
    awaitModel(gateway, AUTO, "model-a");
    AtomicBoolean going = new AtomicBoolean(true);
    AtomicInteger answered = new AtomicInteger();
    Map<String, Integer> failures = new ConcurrentHashMap<>();
    Thread load =
        new Thread(
            () -> {
              while (going.get()) {
                HttpResponse<String> answer = samovar.ask(gateway, AUTO);
                if (answer.statusCode() != 200) {
                  failures.merge(answer.statusCode() + answer.body(), 1, Integer::sum);
                }
                answered.incrementAndGet();
              }
            });
    load.start();

    Files.writeString(file, one.replace("model-a", "model-z"));
    awaitModel(gateway, AUTO, "model-z");

    Samovar.redis(redis, "SET ai_metric:kb 1");
    Path swap = samovar.root().resolve(".mine.yaml.swp");
    Files.writeString(swap, one + "- {name: b, key: kb, model: model-b}\n");
    Files.move(swap, file, StandardCopyOption.REPLACE_EXISTING);
    up.await("llm-b +ready on");
    awaitModel(gateway, AUTO, "model-b");

    Files.writeString(file, one + "- {name: b, key: kb, model: 7}\nodd: [\n");
    up.await("mine.yaml:\\d+: is neither YAML nor JSON");
    Files.writeString(file, "providers:\n- {name: a, model: 7}\n- {key: k}\n");
    up.await("mine.yaml: providers\\[0\\].model: ");
    up.await("mine.yaml: providers\\[1\\].name: ");
    up.await("the old configuration stays in force");
    Path log = samovar.root().resolve(".samovar/logs/envoy.log");
    until(() -> read(log).contains("providers[0].model"));
    assertThat(model(gateway, AUTO)).isEqualTo("model-b");

    Files.writeString(
        file,
        "providers:\n- {name: c, key: kc, model: model-c}\n"
            + "target_header: x-other\nredis_key_prefix: \"other:\"\n");
    awaitModel(gateway, AUTO, "model-c");
    int more = answered.get() + 20;
    until(() -> answered.get() > more);
    going.set(false);
    load.join();
    assertThat(failures).isEmpty();
  }

  @Test
  void aConfigurationWithErrorsIsReportedWholeAndNothingIsStarted() throws IOException {
    Path file = samovar.root().resolve("bad.json");
    Files.writeString(file, "{\"providers\":[{\"name\":1},{\"name\":\"a\",\"model\":2}]}");
    Samovar.Call up = samovar.up("--config", file.toString());
    assertThat(up.exitCode()).isEqualTo(1);
    assertThat(up.text())
        .contains("bad.json: providers[0].name: ")
        .contains("bad.json: providers[1].model: ");
    assertThat(samovar.processes()).isEmpty();
  }

  @Test
  void aRedisOfTheUsersOwnIsUsedAndItsPasswordIsNotShown() throws Exception {
    int port = FreePorts.next();
    Process own = ownRedis(port);
    try {
      until(() -> accepts(port));
      Samovar.Call up = samovar.up("--redis-uri", "redis://:hush@127.0.0.1:" + port);
      String gateway = up.gateway();
      up.await("Redis +redis://\\*\\*\\*\\*@127\\.0\\.0\\.1:" + port);
      Samovar.redis(port, "AUTH hush\r\nSET ai_metric:minimax_1 90\r\nSET ai_metric:qwen_1 10");
      awaitModel(gateway, AUTO, "qwen3-max-preview");
      assertThat(up.text()).doesNotContain("hush");
      assertThat(ended("status").text()).doesNotContain("redis ");
      for (String file : List.of("run.json", "agent.yaml", "logs/agent.log", "logs/envoy.log")) {
        assertThat(read(samovar.root().resolve(".samovar").resolve(file))).doesNotContain("hush");
      }
    } finally {
      own.destroyForcibly().waitFor();
    }
  }

  @Test
  void aRedisThatRefusesThePasswordIsOneLineAndNothingRunsOn() throws Exception {
    int port = FreePorts.next();
    Process own = ownRedis(port);
    try {
      until(() -> accepts(port));
      Samovar.Call up = samovar.up("--redis-uri", "redis://:wr0ngwr0ng@127.0.0.1:" + port);
      assertThat(up.exitCode()).isEqualTo(1);
      assertThat(up.lines().stream().filter(line -> line.startsWith("--redis-uri: ")))
          .hasSize(1)
          .first()
          .asString()
          .startsWith(
              "--redis-uri: redis://****@127.0.0.1:" + port + ": credentials refused: WRONGPASS");
      assertThat(up.text()).doesNotContain("wr0ng", "not connected yet", "its log ends");
    } finally {
      own.destroyForcibly().waitFor();
    }
  }

  @Test
  void aRedisThatIsNotThereIsOneLineAndNothingRunsOn() throws IOException {
    // A port that is taken, so that nothing of the run is given it, and that nobody listens on.
    try (Socket nobody = new Socket()) {
      nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String address = "127.0.0.1:" + nobody.getLocalPort();
      Samovar.Call up = samovar.up("--redis-uri", "redis://" + address);
      assertThat(up.exitCode()).isEqualTo(1);
      assertThat(up.lines())
          .contains("--redis-uri: redis://" + address + ": connection refused: " + address);
    }
  }

  private Process ownRedis(int port) throws IOException {
    Path redis = RedisServer.unpack(samovar.root());
    return new ProcessBuilder(
            redis.toString(), "--port", "" + port, "--requirepass", "hush", "--save", "")
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("own.log").toFile())
        .start();
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void providersMayBeCalledAnything() throws IOException {
    Path file = samovar.root().resolve("names.yaml");
    Files.writeString(
        file,
        "providers:\n- {name: a b.c, key: k1, model: m1}\n"
            + "- {name: \"a b.c/ü\", key: k2, model: m2}\n");
    Samovar.Call up = samovar.up("--config", file.toString());
    String gateway = up.gateway();
    int redis = up.redisPort();
    Samovar.redis(redis, "SET ai_metric:k1 1\r\nSET ai_metric:k2 9");
    awaitModel(gateway, AUTO, "m1");
    Samovar.redis(redis, "SET ai_metric:k1 9\r\nSET ai_metric:k2 1");
    awaitModel(gateway, AUTO, "m2");
    assertThat(ended("status").text())
        .containsPattern("llm-a_b.c +up")
        .containsPattern("llm-a_b.c__ +up");
  }

  private Samovar.Call ended(String... arguments) {
    Samovar.Call call = samovar.call(arguments);
    call.exitCode();
    return call;
  }

  private void awaitModel(String gateway, String body, String model) {
    until(() -> model.equals(model(gateway, body)));
  }

  private String model(String gateway, String body) {
    HttpResponse<String> answer = samovar.ask(gateway, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Samovar.model(answer);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  private static void until(java.util.function.BooleanSupplier condition) {
    Samovar.until(condition, "the condition");
  }
}
