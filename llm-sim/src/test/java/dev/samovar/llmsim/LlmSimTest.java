package dev.samovar.llmsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server on real sockets. Long, since each way in which a client can behave is a test here. */
@Timeout(180)
class LlmSimTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String CHAT = "/masgod/v1/chat/completions";
  private static final long TOKEN_NANOS = 1_000_000;

  private LlmSim sim;
  private Wire wire;

  @BeforeEach
  void start() throws IOException {
    sim = LlmSim.start(Settings.instant("sim").withPace(1_000, TOKEN_NANOS).withMaxRunning(8));
    wire = new Wire(sim.port());
  }

  @AfterEach
  void stop() {
    wire.close();
    sim.close();
  }

  private static String chat(String model, int tokens, boolean stream) {
    return "{\"model\":\""
        + model
        + "\",\"stream\":"
        + stream
        + ",\"max_tokens\":"
        + tokens
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"one two\"}]}";
  }

  private JsonNode get(String path) throws IOException {
    try (Wire other = new Wire(sim.port())) {
      return MAPPER.readTree(other.get(path).read().body());
    }
  }

  private int knobs(String body) throws IOException {
    try (Wire other = new Wire(sim.port())) {
      return other.post("/_sim/knobs", body).read().status();
    }
  }

  private double gauge(String name) throws IOException {
    try (Wire other = new Wire(sim.port())) {
      String start = "vllm:" + name + "{engine=\"0\",model_name=\"sim\"} ";
      return other
          .get("/metrics")
          .read()
          .body()
          .lines()
          .filter(line -> line.startsWith(start))
          .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
          .findFirst()
          .orElseThrow();
    }
  }

  private void awaitGauge(String name, double value) throws Exception {
    while (gauge(name) != value) {
      Thread.sleep(5);
    }
  }

  @Test
  void answersUnderAnyPrefixWithTheModelAsReceived() throws Exception {
    Wire.Reply reply = wire.post(CHAT, chat("qwen3-max-preview", 3, false)).read();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.head()).contains("x-llm-sim: sim\r\n", "content-length: ");
    assertThat(reply.body()).contains("\"model\": \"qwen3-max-preview\"");
    assertThat(MAPPER.readTree(reply.body()).at("/choices/0/message/content").asText())
        .isEqualTo("one two one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/completions|\"prompt\":\"x\"",
        "/v1/embeddings|\"input\":\"x\"",
        "/v1/responses|\"input\":\"x\"",
        "/v1/messages|\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]",
        "/v1/rerank|\"query\":\"q\",\"documents\":[\"x\"]"
      })
  void everyCallAnswersWithItsModel(String call) throws Exception {
    String[] parts = call.split("\\|");
    Wire.Reply reply = wire.post(parts[0], "{\"model\":\"m\"," + parts[1] + "}").read();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).contains("\"model\": \"m\"");
  }

  @Test
  void eventsAreFlushedOneByOne() throws Exception {
    wire.post(CHAT, chat("m", 30_000, true));
    assertThat(wire.until("\r\n\r\n")).contains("text/event-stream", "transfer-encoding: chunked");
    String first = wire.until("\"content\": \" two\"");
    assertThat(gauge("num_requests_running")).isEqualTo(1);
    assertThat(first.split("\n\n\r\n[0-9a-f]+\r\ndata: ")).hasSize(3);
  }

  @Test
  void streamAndNextRequestShareTheConnection() throws Exception {
    Wire.Reply stream = wire.post(CHAT, chat("m", 4, true)).read();
    assertThat(stream.complete()).isTrue();
    assertThat(stream.body().split("\n\n")).hasSize(7).allMatch(e -> e.startsWith("data: "));
    assertThat(wire.get("/health").read().status()).isEqualTo(200);
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    for (int i = 0; i < 50; i++) {
      wire.post(CHAT, chat("m" + i, 1, i % 2 == 0));
    }
    for (int i = 0; i < 50; i++) {
      assertThat(wire.read().body()).contains("\"model\": \"m" + i + "\"");
    }
  }

  @Test
  void chunkedRequestWithTrailersIsRead() throws Exception {
    String body = chat("m", 1, false);
    wire.send("POST " + CHAT + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (String part : body.split("(?<=\\G.{7})")) {
      wire.send(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
    }
    wire.send("0\r\nX-Sum: 1\r\n\r\n");
    assertThat(wire.read().status()).isEqualTo(200);
    JsonNode last = get("/_sim/last");
    assertThat(last.get("body").asText()).isEqualTo(body);
    assertThat(last.at("/trailers/0/name").asText()).isEqualTo("X-Sum");
  }

  @Test
  void clientThatAsksFirstIsToldToContinue() throws Exception {
    String body = chat("m", 1, false);
    wire.send(
        "POST /v1/chat/completions HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n");
    assertThat(wire.until("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    assertThat(wire.send(body).read().status()).isEqualTo(200);
  }

  @Test
  void oldClientGetsAStreamThatTheConnectionEnds() throws Exception {
    String body = chat("m", 2, true);
    wire.send("POST " + CHAT + " HTTP/1.0\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    String answer = wire.until("never");
    assertThat(answer).contains("connection: close").doesNotContain("transfer-encoding");
    assertThat(answer).endsWith("data: [DONE]\n\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "nope", "[]", "{\"model\":\"m\"}", "{\"model\":\"m\",}"})
  void malformedBodyIsAnsweredInOpenAiShape(String body) throws Exception {
    Wire.Reply reply = wire.post(CHAT, body).read();
    assertThat(reply.status()).isEqualTo(400);
    JsonNode error = MAPPER.readTree(reply.body()).get("error");
    assertThat(error.fieldNames()).toIterable().containsExactly("message", "type", "param", "code");
    assertThat(error.get("type").asText()).isEqualTo("invalid_request_error");
    assertThat(wire.post(CHAT, chat("m", 1, false)).read().status()).isEqualTo(200);
  }

  @Test
  void encodedBodyIsRefused() throws Exception {
    wire.send(
        "POST " + CHAT + " HTTP/1.1\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc");
    assertThat(wire.read().status()).isEqualTo(415);
  }

  @Test
  void unknownPathAndMethodAreAnsweredInOpenAiShape() throws Exception {
    Wire.Reply unknown = wire.post("/v1/other", "{}").read();
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(MAPPER.readTree(unknown.body()).at("/error/code").asText()).isEqualTo("not_found");
    Wire.Reply wrong = wire.get(CHAT).read();
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.head()).contains("allow: POST\r\n");
    assertThat(wire.post("/metrics", "").read().status()).isEqualTo(405);
  }

  @Test
  void whatIsNotHttpIsAnsweredAndClosed() throws Exception {
    Wire.Reply reply = wire.send("hello\r\n\r\n").read();
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.head()).contains("connection: close");
    assertThat(wire.until("x")).isEmpty();
  }

  @Test
  void bodyOverTheLimitIsRefusedFromItsLength() throws Exception {
    wire.send("POST " + CHAT + " HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n{\"model\"");
    assertThat(wire.read().status()).isEqualTo(413);
  }

  @Test
  void hugeBodyIsHashedAndNotKept() throws Exception {
    String body =
        "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\""
            + "x".repeat(32 << 20)
            + "\"}]}";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    wire.send("POST " + CHAT + " HTTP/1.1\r\nContent-Length: " + bytes.length + "\r\n\r\n");
    wire.send(bytes);
    Wire.Reply reply = wire.read();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(MAPPER.readTree(reply.body()).at("/usage/prompt_tokens").asInt())
        .isEqualTo((32 << 20) / 4);
    JsonNode last = get("/_sim/last");
    assertThat(last.get("bodyBytes").asInt()).isEqualTo(bytes.length);
    assertThat(last.get("body").isNull()).isTrue();
    assertThat(last.get("bodySha256").asText())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
  }

  @Test
  void lastRequestIsShownAsItCame() throws Exception {
    assertThat(get("/_sim/last").at("/error/message").asText()).startsWith("last: ");
    String body = chat("ü", 1, false);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    wire.send(
        "POST /p/v1/chat/completions?a=b HTTP/1.1\r\nX-B: 1\r\nhost: h\r\nx-b:2\r\ncontent-length: "
            + bytes.length
            + "\r\n\r\n");
    wire.send(bytes).read();
    JsonNode last = get("/_sim/last");
    assertThat(last.get("method").asText()).isEqualTo("POST");
    assertThat(last.get("path").asText()).isEqualTo("/p/v1/chat/completions?a=b");
    assertThat(last.get("headers").toString())
        .startsWith(
            "[{\"name\":\"X-B\",\"value\":\"1\"},{\"name\":\"host\",\"value\":\"h\"},"
                + "{\"name\":\"x-b\",\"value\":\"2\"},");
    assertThat(last.get("body").asText()).isEqualTo(body);
  }

  @Test
  void requestsAreLoggedInOrder() throws Exception {
    for (int i = 0; i < 1005; i++) {
      wire.post(CHAT, i % 5 == 0 ? "{" : chat("m" + i, 1, false)).read();
    }
    JsonNode log = get("/_sim/requests?n=3");
    assertThat(log.get("total").asInt()).isEqualTo(1005);
    assertThat(log.get("requests")).hasSize(3);
    assertThat(log.at("/requests/2/model").asText()).isEqualTo("m1004");
    assertThat(log.at("/requests/2/status").asInt()).isEqualTo(200);
    JsonNode all = get("/_sim/requests?n=1000").get("requests");
    assertThat(all).hasSize(1000);
    assertThat(all.get(0).get("status").asInt()).isEqualTo(400);
    assertThat(all.get(0).get("model").isNull()).isTrue();
    assertThat(get("/_sim/requests")).isNotNull();
    assertThat(wire.get("/_sim/requests?n=x").read().status()).isEqualTo(400);
  }

  @Test
  void concurrentClientsEachGetTheirOwnAnswer() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(32);
    try {
      List<Future<Integer>> results = new ArrayList<>();
      for (int c = 0; c < 32; c++) {
        int client = c;
        results.add(
            clients.submit(
                () -> {
                  int right = 0;
                  try (Wire own = new Wire(sim.port())) {
                    for (int i = 0; i < 20; i++) {
                      String model = "m-" + client + "-" + i;
                      Wire.Reply reply = own.post(CHAT, chat(model, 2, i % 2 == 0)).read();
                      right += reply.body().contains("\"model\": \"" + model + "\"") ? 1 : 0;
                    }
                  }
                  return right;
                }));
      }
      for (Future<Integer> result : results) {
        assertThat(result.get(90, TimeUnit.SECONDS)).isEqualTo(20);
      }
    } finally {
      clients.shutdownNow();
    }
    awaitGauge("num_requests_running", 0);
    assertThat(gauge("generation_tokens_total")).isEqualTo(32 * 20 * 2);
  }

  @Test
  void clientThatLeavesMidStreamFreesItsSlot() throws Exception {
    List<Wire> leaving = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Wire one = new Wire(sim.port());
      one.post(CHAT, chat("m", 30_000, true));
      leaving.add(one);
    }
    awaitGauge("num_requests_running", 8);
    awaitGauge("num_requests_waiting", 4);
    assertThat(gauge("kv_cache_usage_perc")).isPositive();
    for (int i = 0; i < 12; i++) {
      if (i % 2 == 0) {
        leaving.get(i).reset();
      } else {
        leaving.get(i).close();
      }
    }
    awaitGauge("num_requests_running", 0);
    awaitGauge("num_requests_waiting", 0);
    assertThat(gauge("kv_cache_usage_perc")).isZero();
    assertThat(wire.post(CHAT, chat("m", 1, false)).read().status()).isEqualTo(200);
  }

  @Test
  void clientThatLeavesInsideItsBodyIsForgotten() throws Exception {
    for (int i = 0; i < 50; i++) {
      try (Wire one = new Wire(sim.port())) {
        one.send("POST " + CHAT + " HTTP/1.1\r\ncontent-length: 1000000\r\n\r\n{\"model\":\"m\"");
      }
    }
    assertThat(wire.post(CHAT, chat("m", 1, false)).read().status()).isEqualTo(200);
    assertThat(get("/_sim/requests").get("total").asInt()).isEqualTo(1);
  }

  @Test
  void failStatusAnswersSoManyTimes() throws Exception {
    assertThat(knobs("{\"failStatus\":429,\"failCount\":2}")).isEqualTo(200);
    assertThat(wire.post(CHAT, chat("m", 1, false)).read().status()).isEqualTo(429);
    assertThat(get("/_sim/knobs").get("failCount").asInt()).isEqualTo(1);
    assertThat(wire.post(CHAT, chat("m", 1, true)).read().status()).isEqualTo(429);
    assertThat(wire.post(CHAT, chat("m", 1, false)).read().status()).isEqualTo(200);
  }

  @Test
  void closingBeforeHeadersSendsNothing() throws Exception {
    knobs("{\"closeBeforeHeaders\":true}");
    assertThat(wire.post(CHAT, chat("m", 1, false)).until("x")).isEmpty();
    assertThat(get("/_sim/requests").at("/requests/0/status").isNull()).isTrue();
  }

  @Test
  void closingMidStreamCutsStreamsAndWholeAnswers() throws Exception {
    knobs("{\"closeMidStream\":true}");
    Wire.Reply stream = wire.post(CHAT, chat("m", 10, true)).read();
    assertThat(stream.complete()).isFalse();
    assertThat(stream.body()).contains("\"content\": \"one\"").doesNotContain("[DONE]");
    try (Wire other = new Wire(sim.port())) {
      Wire.Reply whole = other.post(CHAT, chat("m", 10, false)).read();
      assertThat(whole.status()).isEqualTo(200);
      assertThat(whole.complete()).isFalse();
    }
    awaitGauge("num_requests_running", 0);
  }

  @Test
  void hungServerAnswersAfterTheReset() throws Exception {
    knobs("{\"hang\":true}");
    wire.post(CHAT, chat("m", 1, false));
    awaitGauge("num_requests_running", 1);
    try (Wire other = new Wire(sim.port())) {
      other.send("DELETE /_sim/knobs HTTP/1.1\r\n\r\n").read();
    }
    assertThat(wire.read().status()).isEqualTo(200);
  }

  @Test
  void gaugesAreOverriddenAndMetricsSwitchedOff() throws Exception {
    knobs("{\"waiting\":7,\"running\":3}");
    assertThat(gauge("num_requests_waiting")).isEqualTo(7);
    assertThat(gauge("num_requests_running")).isEqualTo(3);
    knobs("{\"waiting\":null,\"running\":null,\"metricsOff\":true}");
    assertThat(wire.get("/metrics").read().status()).isEqualTo(404);
    assertThat(wire.post(CHAT, chat("m", 1, false)).read().status()).isEqualTo(200);
  }

  @Test
  void wrongKnobsChangeNothing() throws Exception {
    assertThat(knobs("{\"slowMs\":5,\"slow\":1}")).isEqualTo(400);
    assertThat(knobs("{\"slowMs\":\"" + "x".repeat(100_000) + "\"}")).isEqualTo(413);
    assertThat(get("/_sim/knobs").get("slowMs").asInt()).isZero();
  }

  @Test
  void sharedPrefixIsCountedAsHit() throws Exception {
    String body = chat("m", 1, false).replace("one two", "shared ".repeat(100));
    wire.post(CHAT, body).read();
    assertThat(gauge("prefix_cache_hits_total")).isZero();
    wire.post(CHAT, body).read();
    assertThat(gauge("prefix_cache_hits_total")).isEqualTo(160);
    assertThat(gauge("prefix_cache_queries_total")).isEqualTo(350);
  }

  @Test
  void modelsAndHealthAnswer() throws Exception {
    assertThat(get("/v1/models").at("/data/0/id").asText()).isEqualTo("sim");
    assertThat(wire.send("HEAD /health HTTP/1.1\r\n\r\n").until("\r\n\r\n")).contains(" 200 ");
    assertThat(wire.get("/health").read().status()).isEqualTo(200);
  }

  @Test
  void takenPortIsRefused() {
    Settings same = Settings.instant("other").withPort(sim.port());
    assertThatThrownBy(() -> LlmSim.start(same).close()).isInstanceOf(BindException.class);
  }

  @Test
  void closedServerEndsItsConnections() throws Exception {
    wire.post(CHAT, chat("m", 30_000, true));
    wire.until("data: ");
    sim.close();
    sim.close();
    assertThat(wire.until("never")).doesNotContain("[DONE]");
  }
}
