package dev.samovar.bench.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.cli.simulate.engine.Prompt;
import dev.samovar.cli.simulate.workload.Request;
import dev.samovar.llmsim.LlmSim;
import dev.samovar.llmsim.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private static final int SYSTEM = 320;
  private static final int USER = 16;
  private static final int ANSWER = 160;

  private static Request turn(int turn, int tokens) {
    return new Request(turn, 0, new Prompt(tokens, 7, SYSTEM, 5), ANSWER, turn, USER, -1);
  }

  private static Answer ask(LlmSim sim, Request request, String messages)
      throws IOException, InterruptedException {
    HttpRequest call =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + sim.port() + "/v1/chat/completions"))
            .timeout(Duration.ofSeconds(20))
            .POST(HttpRequest.BodyPublishers.ofString(Prompts.body(request, messages)))
            .build();
    return HttpClient.newHttpClient().send(call, head -> new Answer()).body();
  }

  @Test
  void theNextTurnFindsPromptAndAnswerInTheCache() throws Exception {
    int first = SYSTEM + USER;
    int second = first + ANSWER + USER;
    Request one = turn(1, first);
    Request two = turn(2, second);
    try (LlmSim sim = LlmSim.start(Settings.instant("qwen"))) {
      Answer answer = ask(sim, one, Prompts.begin(one));
      Answer next = ask(sim, two, Prompts.next(Prompts.begin(one), answer.text(), two));

      assertThat(answer.promptTokens()).isEqualTo(first);
      assertThat(answer.cachedTokens()).isZero();
      // A word a token, and no space behind the last.
      assertThat(answer.text()).hasSize(4 * ANSWER - 1);
      assertThat(next.promptTokens()).isEqualTo(second);
      // Whole blocks of 16 tokens of what was said.
      assertThat(next.cachedTokens()).isEqualTo((4 * (first + ANSWER) - 1) / 64 * 16);
    }
  }
}
