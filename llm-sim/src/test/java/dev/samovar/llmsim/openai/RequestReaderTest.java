package dev.samovar.llmsim.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {
  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

  private static LlmRequest read(Api api, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    RequestReader reader = new RequestReader(api, 16);
    reader.feed(bytes, 0, bytes.length);
    return reader.finish();
  }

  @Test
  void chatRequestIsRead() {
    LlmRequest request =
        read(
            Api.CHAT,
            "{\"model\":\"qwen\\u0033\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                + "\"max_tokens\":7,\"messages\":[{\"role\":\"system\",\"content\":\"be short\"},"
                + "{\"content\":\"first\",\"role\":\"user\"},{\"role\":\"assistant\",\"content\":\"x\"},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"second \"},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"text\"}},"
                + "{\"type\":\"text\",\"text\":\"turn\"}]}]}");
    assertThat(request.model()).isEqualTo("qwen3");
    assertThat(request.stream()).isTrue();
    assertThat(request.includeUsage()).isTrue();
    assertThat(request.maxTokens()).isEqualTo(7);
    assertThat(request.lastTurn()).isEqualTo("second turn");
    assertThat(request.promptTokens()).isEqualTo(7);
  }

  @Test
  void lastOfDuplicatedMembersCounts() {
    LlmRequest request =
        read(
            Api.CHAT,
            "{\"model\":\"a\",\"stream\":true,\"model\":\"b\",\"stream\":false," + MESSAGES + "}");
    assertThat(request.model()).isEqualTo("b");
    assertThat(request.stream()).isFalse();
  }

  @Test
  void nestedModelIsNotTheModel() {
    assertThat(
            read(
                    Api.CHAT,
                    "{\"a\":{\"model\":\"x\"},\"model\":\"m\",\"b\":[{\"model\":\"y\"}],"
                        + MESSAGES
                        + "}")
                .model())
        .isEqualTo("m");
  }

  @Test
  void inputsOfEmbeddingsAreCounted() {
    assertThat(read(Api.EMBEDDINGS, "{\"model\":\"m\",\"input\":\"a\"}").items()).hasSize(1);
    assertThat(read(Api.EMBEDDINGS, "{\"model\":\"m\",\"input\":[\"a\",\"b\"]}").items())
        .hasSize(2);
    assertThat(read(Api.EMBEDDINGS, "{\"model\":\"m\",\"input\":[1,2,3]}").items()).hasSize(1);
    assertThat(read(Api.EMBEDDINGS, "{\"model\":\"m\",\"input\":[1,2,3]}").promptTokens())
        .isEqualTo(3);
    assertThat(read(Api.EMBEDDINGS, "{\"model\":\"m\",\"input\":[[1,2],[3]]}").items()).hasSize(2);
  }

  @Test
  void responsesTakesMessagesAsInput() {
    LlmRequest request =
        read(
            Api.RESPONSES,
            "{\"model\":\"m\",\"instructions\":\"abcd\",\"input\":[{\"role\":\"user\","
                + "\"content\":[{\"type\":\"input_text\",\"text\":\"hello\"}]}]}");
    assertThat(request.lastTurn()).isEqualTo("hello");
    assertThat(request.promptTokens()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "CHAT|[]||body: expected a JSON object",
        "CHAT|{}|model|model: missing, expected a model's name",
        "CHAT|{\"model\":\"\"}|model|model: missing, expected a model's name",
        "CHAT|{\"model\":null}|model|model: missing, expected a model's name",
        "CHAT|{\"model\":5}|model|model: expected a string",
        "CHAT|{\"model\":[\"a\"]}|model|model: expected a string",
        "CHAT|{\"model\":\"m\"}|messages|messages: missing, expected an array",
        "CHAT|{\"model\":\"m\",\"messages\":\"x\"}|messages|messages: expected an array",
        "CHAT|{\"model\":\"m\",\"messages\":[]}|messages|messages: expected at least one message",
        "COMPLETIONS|{\"model\":\"m\"}|prompt|prompt: missing, expected a string or an array",
        "EMBEDDINGS|{\"model\":\"m\",\"input\":5}|input|input: expected a string or an array",
        "RERANK|{\"model\":\"m\",\"query\":\"q\"}|documents|documents: missing, expected an array",
        "COMPLETIONS|{\"model\":\"m\",\"prompt\":\"x\",\"stream\":\"yes\"}|stream|stream: expected true or false",
        "COMPLETIONS|{\"model\":\"m\",\"prompt\":\"x\",\"max_tokens\":0}|max_tokens|max_tokens: expected a whole number from 1 to 2147483647",
        "COMPLETIONS|{\"model\":\"m\",\"prompt\":\"x\",\"max_tokens\":1.5}|max_tokens|max_tokens: expected a whole number from 1 to 2147483647",
        "EMBEDDINGS|{\"model\":\"m\",\"input\":\"x\",\"dimensions\":5000}|dimensions|dimensions: expected a whole number from 1 to 4096"
      })
  void wrongRequestNamesItsField(Api api, String body, String param, String message) {
    assertThatThrownBy(() -> read(api, body))
        .hasMessage(message)
        .isInstanceOfSatisfying(InvalidRequest.class, e -> assertThat(e.param()).isEqualTo(param));
  }

  @Test
  void samePrefixHasTheSameBlocks() {
    String shared = "s".repeat(200);
    var one =
        read(Api.COMPLETIONS, "{\"model\":\"m\",\"prompt\":\"" + shared + "a".repeat(64) + "\"}");
    var two =
        read(Api.COMPLETIONS, "{\"model\":\"m\",\"prompt\":\"" + shared + "b".repeat(64) + "\"}");
    assertThat(one.prefix()).hasSize(4);
    assertThat(two.prefix().subList(0, 3)).isEqualTo(one.prefix().subList(0, 3));
    assertThat(two.prefix().get(3)).isNotEqualTo(one.prefix().get(3));
  }

  @Test
  void hugeAndManyPartsAreBounded() {
    byte[] piece = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
    RequestReader reader = new RequestReader(Api.COMPLETIONS, 16);
    byte[] start = "{\"model\":\"m\",\"prompt\":\"".getBytes(StandardCharsets.UTF_8);
    reader.feed(start, 0, start.length);
    for (int i = 0; i < 512; i++) {
      reader.feed(piece, 0, piece.length);
    }
    reader.feed("\"}".getBytes(StandardCharsets.UTF_8), 0, 2);
    LlmRequest request = reader.finish();
    assertThat(request.promptTokens()).isEqualTo((32 << 20) / 4);
    assertThat(request.lastTurn()).hasSize(4096);
    assertThat(request.prefix()).hasSize(1024);
  }

  @Test
  void cutTurnEndsWithAWholeCharacter() {
    String turn =
        read(Api.COMPLETIONS, "{\"model\":\"m\",\"prompt\":\"" + "€".repeat(2000) + "\"}")
            .lastTurn();
    assertThat(turn).isEqualTo("€".repeat(1365));
  }
}
