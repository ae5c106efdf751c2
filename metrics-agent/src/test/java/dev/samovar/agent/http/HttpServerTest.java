package dev.samovar.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.samovar.agent.config.HostPort;
import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class HttpServerTest {
  private final CompletableFuture<Answer> slow = new CompletableFuture<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final AgentMetrics metrics = new AgentMetrics("test", Clock.SYSTEM);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    start(Patience.DEFAULT);
  }

  private void start(Patience patience) throws IOException {
    Map<String, Endpoint> endpoints =
        Map.of(
            "/echo",
            r ->
                CompletableFuture.completedFuture(
                    Answer.json(
                        200, Json.text(r.rawQuery().length() > 99 ? "long" : r.rawQuery()))),
            "/slow",
            r -> {
              asked.countDown();
              return slow;
            },
            "/taking",
            new Endpoint() {
              @Override
              public CompletionStage<Answer> answer(Request request) {
                return slow;
              }

              @Override
              public int maxBody() {
                return 10;
              }
            },
            "/broken",
            r -> {
              throw new IllegalStateException("secret detail");
            });
    server = new HttpServer(new HostPort("127.0.0.1", 0), new Routes(endpoints, metrics), patience);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", server.address().port());
    socket.setSoTimeout(90_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static String untilClosed(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private String exchange(String text) throws IOException {
    try (Socket socket = connect()) {
      send(socket, text);
      return untilClosed(socket);
    }
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
  }

  @ParameterizedTest
  @CsvSource({
    "/nowhere,404,not_found",
    "/,404,not_found",
    "/echo/,404,not_found",
    "/broken,500,internal_error"
  })
  void whatFailsIsAnErrorInOpenAiShapeWithoutDetail(String path, int status, String code)
      throws IOException {
    String answer = exchange(get(path));
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").doesNotContain("secret detail");
    JsonNode error =
        new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4)).get("error");
    assertThat(error.get("code").textValue()).isEqualTo(code);
    assertThat(error.get("message").isTextual()).isTrue();
    assertThat(error.has("type")).isTrue();
    assertThat(error.get("param").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"})
  void onlyGetIsAllowed(String method) throws IOException {
    assertThat(exchange(get("/echo").replace("GET", method)))
        .startsWith("HTTP/1.1 405 ")
        .contains("allow: GET");
  }

  @Test
  void aQueryOf64KiBIsTakenAndAHugeRequestLineIsRefused() throws IOException {
    assertThat(exchange(get("/echo?" + "x".repeat(64 * 1024)))).endsWith("\"long\"");
    try (Socket socket = connect()) {
      send(socket, "GET /echo?" + "x".repeat(70_000));
      assertThat(untilClosed(socket)).startsWith("HTTP/1.1 414 ");
    }
    assertThat(exchange(get("/echo?ok"))).endsWith("\"ok\"");
  }

  @Test
  void hugeHeadersBodiesAndGarbageAreRefused() throws IOException {
    assertThat(exchange("GET /echo HTTP/1.1\r\nx: " + "y".repeat(40_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ");
    try (Socket socket = connect()) {
      send(socket, "GET /echo HTTP/1.1\r\ncontent-length: 9999999\r\n\r\n" + "z".repeat(66_000));
      byte[] start = socket.getInputStream().readNBytes(12);
      assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
    }
    assertThat(exchange("\u0016\u0003\u0001 not http at all\r\n\r\n")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void aClientThatSendsAllOfAHugeBodyBeforeItReadsStillGetsTheRefusal() throws IOException {
    stop();
    start(new Patience(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1)));
    String piece = "x".repeat(1 << 20);
    for (int i = 0; i < 5; i++) {
      try (Socket socket = connect()) {
        send(socket, "GET /echo HTTP/1.1\r\nhost: a\r\ncontent-length: " + (8 << 20) + "\r\n\r\n");
        for (int sent = 0; sent < 8; sent++) {
          send(socket, piece);
        }
        assertThat(untilClosed(socket)).startsWith("HTTP/1.1 413 ").contains("body_too_large");
      }
    }
  }

  @Test
  void aBodyTooLargeForItsPathIsToldOnce() throws IOException {
    Logger logger = (Logger) LoggerFactory.getLogger(Routes.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    for (String path : new String[] {"/echo", "/taking", "/taking"}) {
      assertThat(exchange("POST " + path + " HTTP/1.1\r\ncontent-length: 9999999\r\n\r\n"))
          .startsWith("HTTP/1.1 413 ");
    }
    logger.detachAppender(log);
    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getKeyValuePairs()).asString().contains("path=\"/taking\"");
  }

  @Test
  void aRefusedClientThatNeverEndsIsClosed() throws Exception {
    stop();
    start(new Patience(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMillis(200)));
    try (Socket socket = connect()) {
      send(socket, "GET /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999\r\n\r\n");
      assertThat(untilClosed(socket)).startsWith("HTTP/1.1 413 ");
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  send(socket, "x");
                  Thread.sleep(10);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    String answer =
        exchange("GET /echo?1 HTTP/1.1\r\n\r\nGET /echo?2 HTTP/1.1\r\n\r\n" + get("/echo?3"));
    assertThat(answer.replaceAll("(?s)HTTP.*?\r\n\r\n", "")).isEqualTo("\"1\"\"2\"\"3\"");
  }

  @Test
  void aRequestBehindASlowOneWaitsForIt() throws Exception {
    try (Socket socket = connect()) {
      send(socket, "GET /slow HTTP/1.1\r\n\r\n" + get("/echo?after"));
      Thread.sleep(100);
      assertThat(socket.getInputStream().available()).isZero();
      slow.complete(Answer.json(200, "\"slow\""));
      assertThat(untilClosed(socket).replaceAll("(?s)HTTP.*?\r\n\r\n", ""))
          .isEqualTo("\"slow\"\"after\"");
    }
  }

  @Test
  void aThousandSlowClientsDoNotKeepOthersWaiting() throws IOException {
    List<Socket> slowClients = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        Socket socket = connect();
        slowClients.add(socket);
        send(socket, "GET /echo");
      }
      assertThat(exchange(get("/echo?quick"))).endsWith("\"quick\"");
    } finally {
      for (Socket socket : slowClients) {
        socket.close();
      }
    }
  }

  @Test
  void aRequestThatNeverEndsIsClosed() throws IOException {
    server.close();
    start(new Patience(Duration.ofMillis(200), Duration.ofMinutes(1), Duration.ofMinutes(1)));
    try (Socket socket = connect()) {
      send(socket, "GET /echo HTTP/1.1\r\nhost:");
      assertThat(untilClosed(socket)).isEmpty();
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws IOException {
    server.close();
    start(new Patience(Duration.ofMinutes(1), Duration.ofMillis(200), Duration.ofMinutes(1)));
    try (Socket socket = connect()) {
      send(socket, "GET /echo?1 HTTP/1.1\r\n\r\n");
      assertThat(untilClosed(socket)).endsWith("\"1\"");
    }
  }

  @Test
  void drainingLetsTheAnswerUnderWayOut() throws Exception {
    try (Socket socket = connect()) {
      send(socket, "GET /slow HTTP/1.1\r\n\r\n");
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      Thread drainer = new Thread(() -> server.drain(60_000));
      drainer.start();
      while (drainer.getState() != Thread.State.TIMED_WAITING) {
        assertThat(drainer.isAlive()).isTrue();
        Thread.onSpinWait();
      }
      slow.complete(Answer.json(200, "\"late\""));
      assertThat(untilClosed(socket)).contains("connection: close").endsWith("\"late\"");
      drainer.join(60_000);
      assertThat(drainer.isAlive()).isFalse();
    }
  }

  @Test
  void unknownPathsAreCountedAsOther() throws IOException {
    exchange(get("/evil\"path"));
    assertThat(new String(metrics.exposition(), StandardCharsets.UTF_8))
        .contains("http_requests_total{code=\"404\",path=\"other\"} 1.0")
        .doesNotContain("evil");
  }
}
