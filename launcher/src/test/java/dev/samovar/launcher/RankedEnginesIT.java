package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code ./samovar up --engines --policy}: engines of a kind are endpoints of one provider. */
class RankedEnginesIT {

  private static final String AUTO =
      "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"你好\"}]}";

  private final Samovar samovar = new Samovar();

  @AfterEach
  void endAll() {
    samovar.close();
    samovar.awaitNoProcess();
  }

  @Test
  void everyEngineIsScrapedAndADeadOneLosesNoRequest() {
    Samovar.Call up = samovar.up("--engines", "vllm:2,triton:1", "--policy", "expected-wait");
    String gateway = up.gateway();
    String agent = up.await("agent +(http://\\S+)");
    up.await("expected-wait ranks the engines");
    Samovar.until(
        () ->
            samovar
                .get(agent + "/v1/metrics?keys=vllm,triton")
                .body()
                .matches("\\{\"vllm\":\\d\\S*,\"triton\":\\d\\S*}\\s*"),
        "both kinds are scraped");
    Set<String> answered = new TreeSet<>();
    Samovar.until(
        () -> {
          var answer = samovar.ask(gateway, AUTO);
          assertThat(answer.statusCode()).isEqualTo(200);
          answered.add(answer.headers().firstValue("x-llm-sim").orElseThrow());
          return answered.size() > 1;
        },
        "more than one engine answers, not only " + answered);
    try (Traffic traffic = new Traffic(samovar, gateway, AUTO)) {
      traffic.awaitAnswers(20);
      samovar.process("--name=vllm-1").destroyForcibly();
      up.await("^llm-vllm-1: ended with exit code 137; the rest runs on");
      traffic.awaitAnswers(50);
      traffic.close();
      assertThat(traffic.failures()).isEmpty();
    }
  }
}
