package dev.samovar.bench.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.samovar.cli.simulate.engine.Prompt;
import dev.samovar.cli.simulate.workload.Request;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PromptsTest {
  private static final int SYSTEM = 100;

  private static Request request(long own, int turn, int tokens, int turnTokens) {
    return new Request(own + turn, 0, new Prompt(tokens, 7, SYSTEM, own), 20, turn, turnTokens, -1);
  }

  private static JsonNode read(Request request, String messages) throws IOException {
    return new ObjectMapper().readTree(Prompts.body(request, messages));
  }

  private static String text(JsonNode body) {
    StringBuilder text = new StringBuilder();
    body.path("messages").forEach(message -> text.append(message.path("content").asText()));
    return text.toString();
  }

  @Test
  void aTokenIsFourBytes() throws IOException {
    Request request = request(5, 1, 1500, 1400);

    JsonNode body = read(request, Prompts.begin(request));

    assertThat(text(body)).hasSize(4 * 1500);
    assertThat(body.path("messages").size()).isEqualTo(2);
    assertThat(body.path("messages").get(0).path("role").asText()).isEqualTo("system");
    assertThat(body.path("max_tokens").asInt()).isEqualTo(20);
    assertThat(body.path("stream").asBoolean()).isTrue();
  }

  @Test
  void whatIsSharedIsTheSameAndTheRestIsNot() throws IOException {
    Request one = request(5, 1, 300, 200);
    Request other = request(6, 1, 300, 200);

    String first = text(read(one, Prompts.begin(one)));
    String second = text(read(other, Prompts.begin(other)));

    assertThat(first.substring(0, 4 * SYSTEM)).isEqualTo(second.substring(0, 4 * SYSTEM));
    assertThat(first.substring(4 * SYSTEM, 4 * SYSTEM + 64))
        .isNotEqualTo(second.substring(4 * SYSTEM, 4 * SYSTEM + 64));
  }

  @Test
  void theNextTurnBeginsWithAllThatWasSaid() throws IOException {
    Request first = request(5, 1, 150, 50);
    Request second = request(5, 2, 230, 60);
    String before = Prompts.begin(first);

    JsonNode body = read(second, Prompts.next(before, "abc def", second));

    assertThat(text(body)).startsWith(text(read(first, before)) + "abc def");
    assertThat(body.path("messages").get(2).path("role").asText()).isEqualTo("assistant");
    assertThat(body.path("messages").get(3).path("content").asText()).hasSize(4 * 60);
  }

  @Test
  void aConversationUnderWayHasItsTurns() throws IOException {
    Request request = request(5, 4, 1000, 40);

    JsonNode body = read(request, Prompts.begin(request));

    assertThat(text(body)).hasSize(4 * 1000);
    assertThat(body.path("messages"))
        .extracting(message -> message.path("role").asText())
        .containsExactly(
            "system", "user", "assistant", "user", "assistant", "user", "assistant", "user");
  }

  @Test
  void aPromptOfOneTokenIsAUsersMessage() throws IOException {
    Request request = new Request(1, 0, new Prompt(1, 7, 1, 5), 1, 3, 1, -1);

    JsonNode body = read(request, Prompts.begin(request));

    assertThat(body.path("messages").size()).isEqualTo(1);
    assertThat(text(body)).hasSize(4);
  }
}
