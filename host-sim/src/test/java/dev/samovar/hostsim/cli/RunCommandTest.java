package dev.samovar.hostsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
        .contains("log [info] T|word is word");
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
