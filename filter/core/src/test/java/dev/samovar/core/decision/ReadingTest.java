package dev.samovar.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.request.ReadPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No more of a request is read than something asks for, and no less. */
class ReadingTest {
  private static final String QUIET =
      "'providers':[{'name':'a'}],'session':{'user':false},'policy':'random'";

  private static ReadPlan plan(String fields) {
    return Reading.of(new Choosing(fields).settings);
  }

  @Test
  void whereNobodyAsksTheModelIsEnough() {
    assertThat(plan(QUIET)).isEqualTo(ReadPlan.MODEL);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "random, false",
    "round-robin, false",
    "weighted, false",
    "least-request, false",
    "power-of-two, false",
    "least-load, false",
    "least-kv-cache, false",
    "throughput, false",
    "session, false",
    "adaptive, false",
    "cost, false",
    "expected-wait, true",
    "prefix-cache, true",
    "inference_lb, true",
    "llm-d, true",
    "higress, true",
    "sglang, true",
    "least-latency, true"
  })
  void policiesByPromptReadPromptsAndHashThem(String policy, boolean reads) {
    for (String fields :
        new String[] {
          "'providers':[{'name':'a'}],'session':{'user':false},'policy':'" + policy + "'",
          QUIET + ",'shadowPolicy':'" + policy + "'",
          QUIET + ",'models':[{'name':'m','policy':'" + policy + "'}]",
          "'providers':[{'name':'a','policy':'"
              + policy
              + "'}],'session':{'user':false},'policy':'random'"
        }) {
      assertThat(plan(fields).prompt()).as(fields).isEqualTo(reads);
      assertThat(plan(fields).prefix()).as(fields).isEqualTo(reads);
    }
  }

  @Test
  void whoeverMayNameAPolicyMayNameOneByPrompt() {
    assertThat(plan(QUIET + ",'allowRoutingStrategy':true").prefix()).isTrue();
  }

  @Test
  void rulesBySizeReadPromptsAndHashNothing() {
    for (String bound : new String[] {"'promptTokensFrom':1", "'promptTokensBelow':9"}) {
      ReadPlan plan = plan(QUIET + ",'models':[{'name':'m','rules':[{" + bound + "}]}]");
      assertThat(plan.prompt()).isTrue();
      assertThat(plan.prefix()).isFalse();
    }
  }

  @Test
  void aSplitByUserOrASessionOfUsersReadsTheUser() {
    assertThat(plan(QUIET + ",'models':[{'name':'m','splitBy':'user'}]").user()).isTrue();
    assertThat(plan("'providers':[{'name':'a'}],'policy':'random'").user()).isTrue();
    assertThat(plan(QUIET + ",'models':[{'name':'m','splitBy':'session'}]").user()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"enabled:false", "entries:0", "maxBlocks:0"})
  void prefixesThatAreSwitchedOffAreNotHashed(String off) {
    ReadPlan plan =
        plan(
            "'providers':[{'name':'a'}],'policy':'expected-wait','prefix':{'"
                + off.replace(":", "':")
                + "}");
    assertThat(plan.prompt()).isTrue();
    assertThat(plan.prefix()).isFalse();
  }

  @Test
  void theLargestBlockIsStillReadable() {
    ReadPlan plan =
        plan(
            "'providers':[{'name':'a'}],'policy':'expected-wait',"
                + "'prefix':{'blockTokens':4096,'bytesPerToken':16,'maxBlocks':8192}");
    assertThat(plan.prefix()).isTrue();
  }
}
