package dev.samovar.agent.center;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.samovar.agent.http.Answer;
import dev.samovar.agent.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadCenterTest {
  private final AtomicLong now = new AtomicLong();
  private Optional<Answer> refusal = Optional.empty();
  private final LoadCenter center =
      new LoadCenter(
          cluster ->
              cluster.equals("qwen")
                  ? Map.of(
                      "10.0.0.1", new LoadCenter.Counts(2, 300),
                      "10.0.0.2", new LoadCenter.Counts(0, 0))
                  : Map.of(),
          request -> refusal,
          now::get,
          () -> 5);

  private Answer call(String method, String target, String body) {
    Request request = Request.of(method, target);
    return center
        .endpoints()
        .get(request.path())
        .answer(request.with(Map.of(), body.getBytes(StandardCharsets.UTF_8), true))
        .toCompletableFuture()
        .join();
  }

  private String loads(String cluster) throws Exception {
    Answer answer = call("GET", "/v1/load/stats?cluster=" + cluster, "");
    JsonNode node = new ObjectMapper().readTree(answer.body());
    assertThat(node.path("status").asText()).isEqualTo("OK");
    StringBuilder text = new StringBuilder();
    for (JsonNode e : node.path("data")) {
      assertThat(e.path("updated_time").asLong()).isEqualTo(5_000_000);
      text.append(e.path("ip").asText()).append(' ').append(e.path("queued_req_num"));
      text.append(' ').append(e.path("prompt_length")).append(';');
    }
    return text.toString();
  }

  private void add(String id, String cluster, String ip, int length) {
    String body =
        "{\"cluster\":\"%s\",\"request_id\":\"%s\",\"ip\":\"%s\",\"prompt_length\":%d}"
            .formatted(cluster, id, ip, length);
    assertThat(call("POST", "/v1/load/stats", body).status()).isEqualTo(200);
  }

  private void delete(String path, String id) {
    assertThat(call("DELETE", path, "{\"request_id\":\"" + id + "\"}").status()).isEqualTo(200);
  }

  @Test
  void whatTheExchangeKnowsAndWhatWasPostedAddUp() throws Exception {
    add("r1", "qwen", "10.0.0.2", 50);
    add("r1", "qwen", "10.0.0.2", 50);
    add("r2", "outbound|80||x", "10.9.9.9", 7);
    assertThat(loads("qwen")).isEqualTo("10.0.0.1 2 300;10.0.0.2 1 50;");
    assertThat(loads("outbound%7C80%7C%7Cx")).isEqualTo("10.9.9.9 1 7;");
    assertThat(loads("nobody")).isEmpty();
  }

  @Test
  void theFirstTokenEndsThePromptAndTheEndEndsTheRequest() throws Exception {
    add("r1", "c", "10.9.9.9", 50);
    delete("/v1/load/prompt", "r1");
    assertThat(loads("c")).isEqualTo("10.9.9.9 1 0;");
    delete("/v1/load/stats", "r1");
    assertThat(loads("c")).isEmpty();
  }

  @Test
  void aDeletionThatOvertakesIsRememberedForASecond() throws Exception {
    delete("/v1/load/stats", "r1");
    add("r1", "c", "10.9.9.9", 50);
    assertThat(loads("c")).isEmpty();
    delete("/v1/load/stats", "r2");
    now.addAndGet(1_500_000_000L);
    add("r2", "c", "10.9.9.9", 50);
    assertThat(loads("c")).isEqualTo("10.9.9.9 1 50;");
  }

  @Test
  void aRequestThatNeverEndsIsForgottenAfterElevenMinutes() throws Exception {
    add("r1", "c", "10.9.9.9", 50);
    now.addAndGet(661_000_000_000L);
    assertThat(loads("c")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET|/v1/load/stats|''",
        "GET|/v1/load/stats?cluster=%zz|''",
        "POST|/v1/load/stats|''",
        "POST|/v1/load/stats|7",
        "POST|/v1/load/stats|{\"request_id\":\"a\"}",
        "POST|/v1/load/stats|{\"request_id\":\"a\",\"cluster\":\"c\",\"ip\":\"http://x\"}",
        "POST|/v1/load/stats|{\"request_id\":\"a\",\"cluster\":\"c\",\"ip\":\"1.2.3.4\",\"prompt_length\":-1}",
        "DELETE|/v1/load/prompt|{}",
      })
  void whatIsWrongIs400InTheCentresShape(String method, String target, String body) {
    Answer answer = call(method, target, body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("\"status\":\"ERROR\"", "\"code\":40001400");
  }

  @Test
  void whoMayNotExchangeMayNotPost() {
    refusal = Optional.of(Answer.error(401, "unauthorized", null, "no"));
    assertThat(call("POST", "/v1/load/stats", "{}").status()).isEqualTo(401);
  }
}
