package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.samovar.envoy.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnRedisProbeTest {

  private static final String CREDENTIALS =
      "/readyz answers 503 redis: credentials refused: WRONGPASS invalid username-password pair";
  private static final String CONNECTION =
      "/readyz answers 503 redis: connection refused: 127.0.0.1:1";

  private Optional<String> answer = Optional.empty();
  private long nanos = Long.MAX_VALUE - 1000;
  private final OwnRedisProbe probe =
      new OwnRedisProbe(
          () -> answer, new RedisUri("REDIS_URI", "redis://:S3cret@127.0.0.1:1"), () -> nanos);

  @Test
  void refusedCredentialsAreGivenUpAfterTwoSeconds() {
    assertThat(askAt(0, CREDENTIALS)).hasValue(CREDENTIALS);
    assertThat(askAt(1999, CREDENTIALS)).hasValue(CREDENTIALS);
    assertThatThrownBy(() -> askAt(1, CREDENTIALS))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "REDIS_URI: redis://****@127.0.0.1:1: credentials refused:"
                + " WRONGPASS invalid username-password pair");
  }

  @Test
  void aRefusedConnectionIsGivenUpAfterFiveSeconds() {
    assertThat(askAt(0, CONNECTION)).hasValue(CONNECTION);
    assertThat(askAt(4999, CONNECTION)).hasValue(CONNECTION);
    assertThatThrownBy(() -> askAt(1, CONNECTION))
        .hasMessage("REDIS_URI: redis://****@127.0.0.1:1: connection refused: 127.0.0.1:1");
  }

  @Test
  void anotherRefusalIsAnotherBeginning() {
    askAt(0, CONNECTION);
    assertThat(askAt(4000, CREDENTIALS)).isPresent();
    assertThat(askAt(1500, CREDENTIALS)).isPresent();
    assertThatThrownBy(() -> askAt(500, CREDENTIALS)).hasMessageContaining("WRONGPASS");
  }

  @Test
  void anyOtherReasonIsWaitedFor() {
    for (String reason : new String[] {"redis: not connected yet", "does not answer"}) {
      assertThat(askAt(60_000, reason)).hasValue(reason);
    }
    answer = Optional.empty();
    assertThat(probe.ask()).isEmpty();
  }

  @Test
  void theAgentsAnswerIsShownByItsMessage() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/readyz", exchange -> respond(exchange, "{\"error\":{\"message\":\"m: \\\"w\\\"\"}}"));
    server.createContext("/text", exchange -> respond(exchange, "{not\n json"));
    server.createContext("/other", exchange -> respond(exchange, "{\"error\":7}"));
    server.start();
    try {
      HostPort address = HostPort.local(server.getAddress().getPort());
      assertThat(Probe.http(address, "/readyz").ask()).hasValue("/readyz answers 503 m: \"w\"");
      assertThat(Probe.http(address, "/text").ask()).hasValue("/text answers 503 {not json");
      assertThat(Probe.http(address, "/other").ask()).hasValue("/other answers 503 {\"error\":7}");
    } finally {
      server.stop(0);
    }
  }

  private static void respond(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(503, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Optional<String> askAt(long millisLater, String reason) {
    nanos += Duration.ofMillis(millisLater).toNanos();
    answer = Optional.of(reason);
    return probe.ask();
  }
}
