package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecorderTest {

  @Test
  void requestIsKeptAndAnsweredInTheNameOfItsModel() throws Exception {
    try (Recorder recorder = Recorder.start()) {
      assertThat(recorder.last()).isNull();
      String answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + recorder.port() + "/v1"))
                      .timeout(Duration.ofSeconds(90))
                      .header("X-Selected-Provider", "p1")
                      .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"model-1\"}"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      assertThat(Recorder.modelOf(answer)).isEqualTo("model-1");
      assertThat(recorder.last().model()).isEqualTo("model-1");
      assertThat(recorder.last().headers()).containsEntry("x-selected-provider", "p1");
    }
  }

  @Test
  void textOfARequestIsReadWholeOrInChunks() {
    Recorder.Request whole =
        Recorder.Request.of("POST / HTTP/1.1\r\nX-A: b\r\n\r\n{\"model\" : \"m\"}");
    assertThat(whole.headers()).containsEntry("x-a", "b");
    assertThat(whole.model()).isEqualTo("m");
    assertThat(
            Recorder.Request.of(
                    "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
                .body())
        .isEqualTo("abc");
    assertThat(Recorder.modelOf("{}")).isEmpty();
  }
}
