package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped module in a real Envoy: it decides, rewrites, refuses, fails over, and never traps.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilterOnEnvoyIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String QWEN = "qwen3-max-preview";

  private EnvoyFixture gateway;

  /** Where the Envoy runs. */
  RunningEnvoy.Starter envoy() {
    return RunningEnvoy::binary;
  }

  @BeforeAll
  void start(@TempDir Path directory) {
    gateway = new EnvoyFixture(envoy(), directory, Demo.GUIDE);
  }

  @AfterAll
  void stop() {
    if (gateway != null) {
      gateway.close();
    }
  }

  @BeforeEach
  void qianwenIsChosen() {
    gateway.agent.answer(200, "{\"minimax_1\":90,\"qwen_1\":10}");
    gateway.qianwen.answer(200, "{\"by\":\"qianwen\"}");
    long fresh = gateway.counter("qianwen.level.fresh.decisions");
    EnvoyFixture.until(
        "a decision by fresh metrics",
        () -> {
          gateway.chat(bytes(Demo.body("auto")));
          return gateway.counter("qianwen.level.fresh.decisions") > fresh;
        });
  }

  @AfterEach
  void nothingTrappedAndNothingThrew() {
    assertThat(gateway.envoy.admin().get("/stats")).contains("wasm.samovar.vm_reload: 0");
    assertThat(gateway.counter("panics")).isZero();
  }

  @Test
  void theModuleIsSmall() throws IOException {
    assertThat(Files.size(Path.of("target", "samovar.wasm"))).isLessThanOrEqualTo(300 * 1024);
  }

  @Test
  void swappedNumbersMoveTheChoice() {
    gateway.agent.answer(200, "{\"minimax_1\":10,\"qwen_1\":90}");
    untilAnsweredBy("minmax");
    assertThat(text(gateway.minmax.last().body())).isEqualTo(Demo.body("MiniMax-M2.1"));
    assertThat(gateway.agent.last().uri())
        .isEqualTo("/v1/metrics?prefix=ai_metric%3A&keys=minimax_1,qwen_1");
  }

  @Test
  void theBodyArrivesByteForByteButForTheModel() {
    String head = "{ \"t\" : {\"model\":\"x\"},\"m\\u006fdel\" :";
    String tail = " , \"messages\":[{\"content\":\"你好 \\\"model\\\":\\\"q\\\"\"}] }\n";
    arrives(bytes(head + "\"auto\"" + tail), bytes(head + "\"" + QWEN + "\"" + tail));
  }

  @Test
  void aModelBehindFourMegabytesIsRewritten() {
    String head = "{\"model\":\"first\",\"p\":\"" + "é".repeat(2_000_000) + "\",\"model\":";
    arrives(
        bytes(head + "\"auto\",\"z\":1}"),
        bytes(head.replace("first", QWEN) + "\"" + QWEN + "\",\"z\":1}"));
  }

  @Test
  void contentLengthIsExactForTheProvider() {
    byte[] body = bytes(Demo.body("auto"));
    gateway.chat(body);
    assertThat(gateway.qianwen.last().headers().getFirst("content-length"))
        .isEqualTo(String.valueOf(bytes(Demo.body(QWEN)).length));
  }

  @Test
  void chunksAndTrailersEndABodyToo() throws IOException {
    String body = "{\"model\":\"auto\"}";
    String answer =
        raw(
            "POST /v1/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                + "transfer-encoding: chunked\r\ntrailer: x-sum\r\nconnection: close\r\n\r\n"
                + "5\r\n"
                + body.substring(0, 5)
                + "\r\nb\r\n"
                + body.substring(5)
                + "\r\n0\r\nx-sum: 1\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200").contains("\"by\":\"qianwen\"");
    assertThat(text(gateway.qianwen.last().body())).isEqualTo("{\"model\":\"" + QWEN + "\"}");
  }

  @Test
  void aGzippedBodyIsUnpackedAndRead() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes(Demo.body("auto")));
    }
    HttpResponse<String> answer = gateway.chat(packed.toByteArray(), "content-encoding", "gzip");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(text(gateway.qianwen.last().body())).isEqualTo(Demo.body(QWEN));
  }

  @Test
  void whatCannotBeReadIsRefusedInOneShape() throws IOException {
    refused(gateway.chat(bytes("{\"model\":\"a\"")), 400, "invalid_json");
    refused(gateway.chat(new byte[0]), 400, "invalid_json");
    refused(gateway.chat(bytes("[]")), 400, "invalid_json");
    refused(
        gateway.chat(bytes("{\"model\":\"a\",\"x\":" + "[".repeat(10_000))), 400, "invalid_json");
    refused(gateway.chat(bytes("{\"model\":7}")), 400, "invalid_model");
    refused(gateway.chat(bytes("{}")), 400, "invalid_model");
    refused(
        gateway.chat(bytes("{\"model\":\"a\"}"), "content-encoding", "br"),
        415,
        "unsupported_content_encoding");
    refused(gateway.send("GET", "/nowhere", new byte[0]), 404, "not_found");
  }

  @Test
  void aBodyOverTheCapIsRefusedBeforeItIsSent() throws IOException {
    String answer =
        raw(
            "POST "
                + Demo.PATH
                + " HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                + "content-length: 33554433\r\nconnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413").contains("\"code\":\"body_too_large\"");
  }

  @Test
  void invalidUtf8AndAKeyOfAMegabyteReachTheProvider() {
    byte[] body = bytes("{\"" + "k".repeat(1 << 20) + "\":\"??\",\"model\":\"auto\"}");
    byte[] expected = bytes("{\"" + "k".repeat(1 << 20) + "\":\"??\",\"model\":\"" + QWEN + "\"}");
    body[(1 << 20) + 5] = (byte) 0xff;
    expected[(1 << 20) + 5] = (byte) 0xff;
    arrives(body, expected);
  }

  @Test
  void aClientCannotChooseTheProvider() {
    gateway.chat(bytes(Demo.body("auto")), "x-selected-provider", "minmax");
    assertThat(gateway.qianwen.last().headers().get("x-selected-provider"))
        .isEqualTo(List.of("qianwen"));
    assertThat(
            gateway
                .send("POST", "/elsewhere", new byte[0], "x-selected-provider", "minmax")
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void aProviderThatFailsIsReplacedWithTheRightModel() {
    for (int status : new int[] {500, 502, 503, 504, 429, 408}) {
      gateway.qianwen.answer(status, "{}");
      HttpResponse<String> answer = gateway.chat(bytes(Demo.body("auto")));
      assertThat(answer.statusCode()).as("after %d", status).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"by\":\"minmax\"}");
      assertThat(text(gateway.minmax.last().body())).isEqualTo(Demo.body("MiniMax-M2.1"));
      assertThat(gateway.minmax.last().headers().getFirst("x-selected-provider"))
          .isEqualTo("minmax");
    }
    gateway.qianwen.answer(404, "{\"no\":1}");
    assertThat(gateway.chat(bytes(Demo.body("auto"))).statusCode()).isEqualTo(404);
  }

  @Test
  void withoutMetricsTheRequestsGoOn() {
    long aged = gateway.counter("level.aged.decisions");
    gateway.agent.answer(503, "{}");
    EnvoyFixture.until(
        "a decision by aged metrics",
        () -> {
          assertThat(gateway.chat(bytes(Demo.body("auto"))).statusCode()).isEqualTo(200);
          return gateway.counter("level.aged.decisions") > aged;
        });
  }

  private void untilAnsweredBy(String provider) {
    EnvoyFixture.until(
        "an answer by " + provider,
        () -> gateway.chat(bytes(Demo.body("auto"))).body().contains(provider));
  }

  private void arrives(byte[] sent, byte[] expected) {
    assertThat(gateway.chat(sent).statusCode()).isEqualTo(200);
    assertThat(gateway.qianwen.last().body()).isEqualTo(expected);
  }

  private static void refused(HttpResponse<String> answer, int status, String code)
      throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    var error = JSON.readTree(answer.body()).get("error");
    assertThat(error.get("code").asText()).isEqualTo(code);
    assertThat(error.get("message").asText()).isNotEmpty();
    assertThat(error.get("type").asText()).isEqualTo("invalid_request_error");
    assertThat(error.has("param")).isTrue();
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(gateway.envoy.listen().host(), gateway.envoy.listen().port())) {
      socket.setSoTimeout((int) RunningEnvoy.DEADLINE.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
