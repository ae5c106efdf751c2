package dev.samovar.bench.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {
  private static final String STREAM =
      "data: {\"choices\": [{\"delta\": {\"role\": \"assistant\",\"content\": \"\"}}]}\n\n"
          + "data: {\"choices\": [{\"delta\": {\"content\": \"abc\"}}]}\n\n"
          + "data: {\"choices\": [{\"delta\": {\"content\": \" def\"}}]}\n\n"
          + "data: {\"choices\": [],\"usage\": {\"prompt_tokens\": 240,\"completion_tokens\": 2,"
          + "\"prompt_tokens_details\": {\"cached_tokens\": 32}}}\n\n"
          + "data: [DONE]\n\n";

  private static Answer read(String stream, int step) {
    Answer answer = new Answer();
    for (int at = 0; at < stream.length(); at += step) {
      String part = stream.substring(at, Math.min(stream.length(), at + step));
      answer.onNext(List.of(ByteBuffer.wrap(part.getBytes(StandardCharsets.US_ASCII))));
    }
    answer.onComplete();
    return answer;
  }

  @Test
  void theSameIsReadHoweverTheBytesCome() {
    for (int step : new int[] {1, 2, 7, 64, 10_000}) {
      Answer answer = read(STREAM, step);

      assertThat(answer.text()).isEqualTo("abc def");
      assertThat(answer.promptTokens()).isEqualTo(240);
      assertThat(answer.cachedTokens()).isEqualTo(32);
      assertThat(answer.isWhole()).isTrue();
    }
  }

  @Test
  void aStreamThatBreaksOffIsNotWhole() {
    assertThat(read(STREAM.substring(0, STREAM.length() - 8), 64).isWhole()).isFalse();
    assertThat(read("", 1).isWhole()).isFalse();
  }

  @Test
  void whatIsNoNumberLeavesWhatWasKnown() {
    Answer answer = read("data: {\"prompt_tokens\": null,\"content\":\n\ndata: [DONE]\n", 64);

    assertThat(answer.promptTokens()).isZero();
    assertThat(answer.text()).isEmpty();
  }
}
