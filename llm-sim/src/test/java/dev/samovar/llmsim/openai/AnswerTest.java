package dev.samovar.llmsim.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnswerTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static Answer answer(Api api, int maxTokens, int output) {
    List<LlmRequest.Item> items = List.of(new LlmRequest.Item(1), new LlmRequest.Item(2));
    LlmRequest request =
        new LlmRequest(
            api,
            "m/1",
            true,
            true,
            maxTokens,
            5,
            "red blue",
            items,
            4,
            false,
            1,
            List.of(),
            text -> List.of());
    return Answer.to(request, new Serving(7, 1000, "sim", output, 0));
  }

  private static List<String> stream(Answer answer, int tokens) {
    List<byte[]> events = new ArrayList<>(answer.begin());
    for (int i = 0; i < tokens; i++) {
      events.add(answer.token(i));
    }
    events.addAll(answer.end());
    return events.stream().map(event -> new String(event, StandardCharsets.UTF_8)).toList();
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode data(String event) {
    return json(
        event.substring(event.indexOf("data: ") + 6).strip().getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void everyAnswerCarriesTheModelAsOpenAiSpacesIt(Api api) {
    String text = new String(answer(api, 3, 3).whole(), StandardCharsets.UTF_8);
    assertThat(text).contains("\"model\": \"m/1\"").doesNotContain("\n", "  ");
    assertThat(data("data: " + text).get("model").asText()).isEqualTo("m/1");
  }

  @Test
  void chatAnswerEchoesTheLastTurn() {
    JsonNode answer = json(answer(Api.CHAT, 3, 3).whole());
    assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("red blue red");
    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(8);
    assertThat(answer.at("/system_fingerprint").asText()).isEqualTo("sim");
    assertThat(json(answer(Api.CHAT, 0, 16).whole()).at("/choices/0/finish_reason").asText())
        .isEqualTo("stop");
  }

  @Test
  void chatStreamAddsUpToTheWholeAnswer() {
    List<String> events = stream(answer(Api.CHAT, 3, 3), 3);
    assertThat(events).hasSize(7);
    assertThat(events.get(6)).isEqualTo("data: [DONE]\n\n");
    StringBuilder text = new StringBuilder();
    for (String event : events.subList(0, 6)) {
      assertThat(event).startsWith("data: {").endsWith("}\n\n");
      JsonNode chunk = data(event);
      assertThat(chunk.get("model").asText()).isEqualTo("m/1");
      assertThat(chunk.get("object").asText()).isEqualTo("chat.completion.chunk");
      text.append(chunk.at("/choices/0/delta/content").asText(""));
    }
    assertThat(text).hasToString("red blue red");
    assertThat(data(events.get(4)).at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(data(events.get(5)).get("choices")).isEmpty();
    assertThat(data(events.get(5)).at("/usage/completion_tokens").asInt()).isEqualTo(3);
  }

  @Test
  void completionStreamAddsUpToTheWholeAnswer() {
    List<String> events = stream(answer(Api.COMPLETIONS, 2, 2), 2);
    assertThat(events).hasSize(5).last().isEqualTo("data: [DONE]\n\n");
    assertThat(data(events.get(1)).at("/choices/0/text").asText()).isEqualTo(" blue");
    assertThat(data(events.get(3)).at("/usage/total_tokens").asInt()).isEqualTo(7);
  }

  @Test
  void messagesStreamNamesItsEvents() {
    assertThat(stream(answer(Api.MESSAGES, 2, 2), 2))
        .extracting(event -> event.lines().findFirst().orElseThrow())
        .containsExactly(
            "event: message_start",
            "event: content_block_start",
            "event: content_block_delta",
            "event: content_block_delta",
            "event: content_block_stop",
            "event: message_delta",
            "event: message_stop");
    JsonNode whole = json(answer(Api.MESSAGES, 2, 2).whole());
    assertThat(whole.at("/content/0/text").asText()).isEqualTo("red blue");
    assertThat(whole.at("/stop_reason").asText()).isEqualTo("max_tokens");
    assertThat(whole.at("/usage/input_tokens").asInt()).isEqualTo(5);
  }

  @Test
  void responsesStreamCountsItsEvents() {
    List<String> events = stream(answer(Api.RESPONSES, 0, 2), 2);
    for (int i = 0; i < events.size(); i++) {
      JsonNode event = data(events.get(i));
      assertThat(event.get("sequence_number").asInt()).isEqualTo(i);
      assertThat(events.get(i)).startsWith("event: " + event.get("type").asText() + "\n");
    }
    JsonNode last = data(events.get(events.size() - 1));
    assertThat(last.get("type").asText()).isEqualTo("response.completed");
    assertThat(last.at("/response/output/0/content/0/text").asText()).isEqualTo("red blue");
    assertThat(last.at("/response/usage/output_tokens").asInt()).isEqualTo(2);
  }

  @Test
  void embeddingIsAUnitVectorAndTheSameAgain() {
    JsonNode answer = json(answer(Api.EMBEDDINGS, 0, 0).whole());
    assertThat(answer.get("data")).hasSize(2);
    double square = 0;
    for (JsonNode value : answer.at("/data/1/embedding")) {
      square += value.asDouble() * value.asDouble();
    }
    assertThat(square).isBetween(0.999, 1.001);
    assertThat(json(answer(Api.EMBEDDINGS, 0, 0).whole())).isEqualTo(answer);
    assertThat(answer.at("/data/0/embedding")).isNotEqualTo(answer.at("/data/1/embedding"));
  }

  @Test
  void rankingIsCutToTopN() {
    JsonNode answer = json(answer(Api.RERANK, 0, 0).whole());
    assertThat(answer.get("results")).hasSize(1);
    assertThat(answer.at("/results/0/relevance_score").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void errorsHaveTheShapeOfTheirApi() {
    assertThat(new String(Errors.of(Api.CHAT, 400, "x: y", "x"), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"error\": {\"message\": \"x: y\",\"type\": \"invalid_request_error\","
                + "\"param\": \"x\",\"code\": null}}");
    assertThat(json(Errors.of(Api.MESSAGES, 503, "x", null)).at("/error/type").asText())
        .isEqualTo("api_error");
  }

  @Test
  void textWithoutWordsIsAnsweredWithOk() {
    assertThat(new Echo(" \n ").text(2)).isEqualTo("ok ok");
    assertThat(new Echo("😀".repeat(30)).token(0)).isEqualTo("😀".repeat(24));
  }
}
