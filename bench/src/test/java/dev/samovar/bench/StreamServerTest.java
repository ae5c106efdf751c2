package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamServerTest {

  @Test
  void everyRequestOfAConnectionGetsAllEvents() throws Exception {
    try (StreamServer server = StreamServer.start(20)) {
      HttpClient client = HttpClient.newHttpClient();
      for (int i = 1; i <= 2; i++) {
        String answer = post(client, server.port(), "x".repeat(1024));
        assertThat(answer.split("\n\n")).hasSize(21);
        assertThat(answer).endsWith("data: [DONE]\n\n");
        assertThat(server.events()).isEqualTo(20L * i);
      }
    }
  }

  @Test
  void answerNamesTheModelThatTheRequestAskedFor() throws Exception {
    try (StreamServer server = StreamServer.start(3)) {
      String answer = post(HttpClient.newHttpClient(), server.port(), "{\"model\": \"m-7\"}");
      assertThat(answer.lines().filter(line -> line.contains("\"model\":\"m-7\""))).hasSize(3);
      assertThat(server.last().model()).isEqualTo("m-7");
    }
  }

  @Test
  void requestIsCompleteWithItsBody() {
    String chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n";
    assertThat(length(chunked)).isEqualTo(-1);
    assertThat(length(chunked + "0\r\n\r\n")).isEqualTo(chunked.length() + 5);

    assertThat(length("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab")).isEqualTo(-1);
    assertThat(length("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")).isEqualTo(41);
    assertThat(length("GET / HTTP/1.1\r\n")).isEqualTo(-1);
    assertThat(length("GET / HTTP/1.1\r\n\r\n")).isEqualTo(18);
  }

  private static int length(String text) {
    ByteBuffer in = ByteBuffer.allocate(1024);
    in.put(text.getBytes(StandardCharsets.US_ASCII));
    return StreamServer.requestLength(in);
  }

  private static String post(HttpClient client, int port, String body) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(90))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
