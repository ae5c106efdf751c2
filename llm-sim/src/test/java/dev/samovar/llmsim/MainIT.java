package dev.samovar.llmsim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program as a process: the jar that users start. */
@Timeout(300)
class MainIT {
  private static Process start(String... flags) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-jar",
                System.getProperty("llm-sim.jar")));
    command.addAll(List.of(flags));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // A virtual machine tells of them in a line of its own.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"));
    return builder.start();
  }

  private static int port(BufferedReader out) throws IOException {
    String line = out.readLine();
    assertThat(line).matches("llm-sim sim listening on 127\\.0\\.0\\.1:[0-9]+");
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  private static String all(Process process) throws IOException, InterruptedException {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return text;
  }

  @Test
  void signalEndsItWithZeroEvenInTheMiddleOfAStream() throws Exception {
    Process process = start("--port", "0", "--name", "sim", "--tokens-per-second", "10");
    BufferedReader out = process.inputReader();
    try (Wire wire = new Wire(port(out))) {
      wire.post(
          "/v1/completions",
          "{\"model\":\"m\",\"prompt\":\"x\",\"stream\":true,\"max_tokens\":999}");
      wire.until("data: ");
      process.toHandle().destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(out.readLine()).isNull();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void takenPortIsOneLineAndExitOne() throws Exception {
    try (LlmSim holder = LlmSim.start(Settings.instant("holder"))) {
      Process process = start("--port", Integer.toString(holder.port()));
      assertThat(all(process))
          .startsWith("--port: cannot listen on " + holder.port() + " on 127.0.0.1")
          .hasLineCount(1);
      assertThat(process.exitValue()).isEqualTo(1);
    }
  }

  @Test
  void wrongFlagsAreAllNamedAndExitTwo() throws Exception {
    Process process = start("--port", "x", "--ttft", "fast");
    assertThat(all(process)).contains("--port: 'x'", "--ttft: 'fast'").hasLineCount(2);
    assertThat(process.exitValue()).isEqualTo(2);
  }

  @Test
  void unknownHostIsOneLineAndExitOne() throws Exception {
    Process process = start("--port", "0", "--host", "no.such.host.invalid");
    assertThat(all(process)).startsWith("--host: ").hasLineCount(1);
    assertThat(process.exitValue()).isEqualTo(1);
  }

  @Test
  void helpAndVersionExitZero() throws Exception {
    Process help = start("--help");
    assertThat(all(help))
        .contains(
            "--tokens-per-second", "--max-running", "--prefill-tokens-per-second", "--max-lora");
    assertThat(help.exitValue()).isZero();
    Process version = start("--version");
    assertThat(all(version)).matches("samovar-llm-sim [0-9].*\\R");
    assertThat(version.exitValue()).isZero();
  }

  @Test
  void anotherEngineWithAdaptersIsStartedByFlags() throws Exception {
    Process process =
        start("--port=0", "--name=sim", "--engine=sglang", "--lora=a,b", "--max-lora=1");
    try (Wire wire = new Wire(port(process.inputReader()))) {
      assertThat(wire.get("/metrics").read().body())
          .contains("sglang:num_queue_reqs{", "sglang:lora_pool_slots_total{");
      assertThat(wire.get("/v1/models").read().body()).contains("\"parent\": \"sim\"");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void sixtyFourMebibytesOfHeapCarryHugeAndManyBodies() throws Exception {
    Process process =
        start("--port", "0", "--name", "sim", "--ttft", "0ms", "--tokens-per-second", "1000000");
    try {
      int port = port(process.inputReader());
      List<Wire> wires = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        wires.add(new Wire(port));
      }
      String body = "{\"model\":\"m\",\"prompt\":\"" + "x".repeat((1 << 20) - 100) + "\"}";
      String huge = "{\"model\":\"m\",\"prompt\":\"" + "y".repeat((32 << 20) - 100) + "\"}";
      for (Wire wire : wires) {
        wire.send("POST /v1/completions HTTP/1.1\r\ncontent-length: " + body.length() + "\r\n\r\n");
        wire.send(body.substring(0, body.length() - 1));
      }
      try (Wire wire = new Wire(port)) {
        assertThat(wire.post("/v1/completions", huge).read().status()).isEqualTo(200);
        for (int i = 0; i < 5_000; i++) {
          int status =
              wire.post("/v1/completions", "{\"model\":\"m" + i + "\",\"prompt\":\"x\"}")
                  .read()
                  .status();
          assertThat(status).isEqualTo(200);
        }
      }
      for (Wire wire : wires) {
        assertThat(wire.send("}").read().status()).isEqualTo(200);
        wire.close();
      }
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }
}
