package dev.samovar.hostsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.TinyModule;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command over the fixture that another SDK built. */
class RunCommandTest {
  private static final String MODULE = "src/test/fixtures/rust-filter.wasm";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path request;
  private Path answer;

  @BeforeEach
  void files() throws IOException {
    request = Files.writeString(folder.resolve("r.http"), "POST / HTTP/1.1\nhost: x\n\nhello");
    answer = Files.writeString(folder.resolve("answer.txt"), "word");
  }

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private int runFixture(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("run", MODULE, "--config", "x-word", "--request", request.toString()));
    all.addAll(List.of(more));
    return run(all.toArray(new String[0]));
  }

  @Test
  void saysWhatWentUpstream() {
    assertThat(runFixture("--callout", "agent=" + answer, "--body-chunks", "3")).isZero();
    assertThat(out.toString())
        .contains("x-word: word", "hello said word", "callout agent GET /ok/hello", "stream ended")
        .contains("log [info] T|word is word", "downstream\n  :status: 200");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void jsonPrintsBodiesAsText() {
    assertThat(runFixture("--callout", "agent=" + answer, "--json")).isZero();
    assertThat(out.toString())
        .contains("\"body\":\"hello said word\"", "\"x-word\":\"word\"", "\"ended\":true")
        .contains("\"localReply\":null", "\"cluster\":\"agent\"");
  }

  @Test
  void unansweredCalloutEndsByItsDeadline() {
    assertThat(runFixture()).isZero();
    assertThat(out.toString()).contains("hello said upstream request timeout");
  }

  @Test
  void localReplyIsShown() throws IOException {
    Files.writeString(request, "GET / HTTP/1.1\nx-do: forbid\n\n");
    assertThat(runFixture()).isZero();
    assertThat(out.toString()).contains("upstream: nothing", "local reply 403", "x-by: rust", "no");
  }

  @Test
  void trapIsFour() throws IOException {
    Files.writeString(request, "GET / HTTP/1.1\nx-do: panic\n\n");
    assertThat(runFixture()).isEqualTo(4);
    assertThat(err.toString()).contains("proxy_on_request_headers: trapped");
  }

  @Test
  void fileThatIsNoModuleIsThree() {
    assertThat(run("run", request.toString(), "--request", request.toString())).isEqualTo(3);
    assertThat(err.toString()).contains("is no wasm module");
  }

  @Test
  void jsonSaysWhatWentWrong() throws IOException {
    assertThat(run("run", request.toString(), "--request", request.toString(), "--json"))
        .isEqualTo(3);
    assertThat(out.toString()).startsWith("{\"error\":\"").endsWith(",\"exitCode\":3}\n");
    out.getBuffer().setLength(0);
    assertThat(runFixture("--json", "--ticks", "-1")).isEqualTo(2);
    assertThat(out.toString())
        .isEqualTo("{\"error\":\"--ticks: must not be negative, was -1\",\"exitCode\":2}\n");
    out.getBuffer().setLength(0);
    Files.writeString(request, "GET / HTTP/1.1\nx-do: panic\n\n");
    assertThat(runFixture("--json")).isEqualTo(4);
    assertThat(out.toString()).startsWith("{").contains("\"traps\":[\"proxy_on_request_headers");
    assertThat(err.toString()).doesNotContain("\tat ");
  }

  @Test
  void configurationThatLooksLikeAPathMustBeThere() throws IOException {
    for (String path : List.of("none/config", "none.json", "none.yaml", "none.yml")) {
      assertThat(run("run", MODULE, "--config", path, "--request", request.toString()))
          .isEqualTo(2);
      assertThat(err.toString()).contains("--config: " + path + ": no such file");
    }
    assertThat(run("run", MODULE, "--config", folder.toString(), "--request", request.toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--config: " + folder + ": is a directory");
    Path file = Files.writeString(folder.resolve("c"), "x-file");
    assertThat(
            run(
                "run",
                MODULE,
                "--config",
                file.toString(),
                "--request",
                request.toString(),
                "--callout",
                "agent=" + answer))
        .isZero();
    assertThat(out.toString()).contains("x-file: word");
  }

  @Test
  void requestThatContradictsItselfIsTwo() throws IOException {
    Files.writeString(request, "POST / HTTP/1.1\ncontent-length: 9\n\nhello");
    assertThat(runFixture()).isEqualTo(2);
    assertThat(err.toString()).contains(request + ":2: content-length: must be 5");
  }

  @Test
  void ticksOfAFilterThatWantsNoneAreSaid() {
    assertThat(runTiny(TinyModule.good(), "--ticks", "3")).isZero();
    assertThat(err.toString()).contains("--ticks: the filter asks for no ticks, 0 of 3 happened");
  }

  @Test
  void ticksComeWhateverTheirPeriod() {
    // A period of 2^30 ms; each tick writes 0 bytes of log.
    assertThat(
            runTiny(
                new TinyModule()
                    .importFunction("env", "proxy_set_tick_period_milliseconds", "i:i")
                    .importFunction("env", "proxy_log", "iii:i")
                    .abi("0_2_1")
                    .allocator(0x41, 0)
                    .function(
                        "proxy_on_configure",
                        "ii:i",
                        0x41,
                        0x80,
                        0x80,
                        0x80,
                        0x80,
                        0x04,
                        0x10,
                        0,
                        0x1a,
                        0x41,
                        1)
                    .function("proxy_on_tick", "i:", 0x41, 2, 0x41, 0, 0x41, 0, 0x10, 1, 0x1a),
                "--ticks",
                "5"))
        .isZero();
    assertThat(out.toString().split("log \\[info\\]", -1)).hasSize(6);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void nothingThatAFilterWritesReachesTheTerminalRaw() {
    // proxy_log(2, 0, 8): eight zero bytes.
    assertThat(
            runTiny(
                new TinyModule()
                    .importFunction("env", "proxy_log", "iii:i")
                    .abi("0_2_1")
                    .allocator(0x41, 0)
                    .function(
                        "proxy_on_request_headers",
                        "iii:i",
                        0x41,
                        2,
                        0x41,
                        0,
                        0x41,
                        8,
                        0x10,
                        0,
                        0x1a,
                        0x41,
                        0)))
        .isZero();
    assertThat(out.toString()).contains("log [info] \\u0000\\u0000").doesNotContain("\0");
  }

  private int runTiny(TinyModule module, String... more) {
    try {
      Path file = module.write(folder.resolve("tiny.wasm"));
      List<String> all =
          new ArrayList<>(List.of("run", file.toString(), "--request", request.toString()));
      all.addAll(List.of(more));
      return run(all.toArray(new String[0]));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void badUsageIsTwo() {
    assertThat(run("run", MODULE)).isEqualTo(2);
    assertThat(run("walk")).isEqualTo(2);
    assertThat(runFixture("--body-chunks", "0")).isEqualTo(2);
    assertThat(runFixture("--ticks", "-1")).isEqualTo(2);
    assertThat(runFixture("--profile", "nginx")).isEqualTo(2);
    assertThat(runFixture("--callout", "agent=" + folder.resolve("none"))).isEqualTo(2);
    assertThat(runFixture("--callout", "agent")).isEqualTo(2);
    assertThat(run("run", MODULE, "--request", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--profile: must be envoy, higress or no-hold, was nginx");
  }

  @Test
  void everyProfileRuns() {
    for (String profile : List.of("envoy", "higress", "no-hold")) {
      assertThat(runFixture("--callout", "agent=" + answer, "--profile", profile)).isZero();
    }
  }

  @Test
  void helpAndVersionAreThere() {
    assertThat(run("--help")).isZero();
    assertThat(run("--version")).isZero();
    assertThat(run("run", "--help")).isZero();
    assertThat(out.toString()).contains("Exit codes:", "samovar-host-sim");
  }
}
