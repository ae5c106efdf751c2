package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's model in answers that pass through the shipped module in a real Envoy. */
class AnswerOnEnvoyIT {

  /** Shorter than the provider's, as long, and longer; an answer in one piece, and in many. */
  @ParameterizedTest
  @ValueSource(strings = {"auto", "as-long-as-qwen-3", "longer than the provider's own"})
  void theClientsModelIsRestoredByteForByte(String asked, @TempDir Path directory) {
    try (EnvoyFixture gateway =
        new EnvoyFixture(RunningEnvoy::binary, directory, Demo.with("\"restoreModel\":true"))) {
      for (int length : new int[] {0, 200, 300_000}) {
        String answer =
            "{\"model\":\"%1$s\",\"text\":\""
                + "é".repeat(length)
                + "\",\"model\": \"%1$s\",\"n\":1}";
        gateway.agent.answer(200, "{\"minimax_1\":90,\"qwen_1\":10}");
        gateway.minmax.answer(200, answer.formatted("MiniMax-M2.1"));
        gateway.qianwen.answer(200, answer.formatted("qwen3-max-preview"));
        byte[] body = Demo.body(asked).getBytes(StandardCharsets.UTF_8);
        assertThat(gateway.chat(body).body()).isEqualTo(answer.formatted(asked));
      }
      assertThat(gateway.counter("panics")).isZero();
    }
  }
}
