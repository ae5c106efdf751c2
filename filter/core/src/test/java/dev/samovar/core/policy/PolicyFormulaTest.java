package dev.samovar.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Costs that were worked out by hand. */
class PolicyFormulaTest {
  private static final Offset<Double> EXACT = within(1e-9);

  private static double[] costs(String policy, String demand, String endpoints) {
    return new Scene(endpoints).demand(demand).costs(Policies.create(policy, null));
  }

  @Test
  void expectedWaitIsInSeconds() {
    // 1600 tokens prompt = 0.2 s; hit 10 blocks = 640 tokens = 0.08 s, diluted 16 × 0.08 = 1.28 s.
    double[] costs =
        costs(
            "expected-wait",
            "prompt=1600 blocks=25",
            "waiting=0 running=4 kv=0.5 hit=10 | waiting=0 running=0 kv=0.5");
    assertThat(costs[0]).isCloseTo(0.2 - 0.08 + 0.04, EXACT);
    assertThat(costs[1]).isCloseTo(0.2 + 1.28, EXACT);
  }

  @Test
  void pendingPromptsAreSeconds() {
    double[] costs =
        costs(
            "expected-wait",
            "prompt=800 blocks=12",
            "waiting=0 running=0 kv=0 own=2 pending=4000 | others=3 told=8000 |"
                + " waiting=2 running=0 kv=0");
    // Own: 8000 tokens and 2 requests; others: 8000 tokens and 3; scraped: 2 × the mean of 4000.
    assertThat(costs[0]).isCloseTo(0.1 + 1 + 0.02, EXACT);
    assertThat(costs[1]).isCloseTo(0.1 + 1 + 0.03, EXACT);
    assertThat(costs[2]).isCloseTo(0.1 + 1 + 0.02, EXACT);
  }

  @Test
  void fullBatchesFullCachesAndErrorsCost() {
    double[] costs =
        costs(
            "expected-wait",
            "prompt=0 blocks=1",
            "waiting=0 running=65 kv=0 | waiting=0 running=0 kv=0.95 |"
                + " waiting=0 running=0 kv=0 fails=1 | waiting=0 running=63 kv=0.92");
    assertThat(costs[0]).isCloseTo(0.65 + 2 * 0.121, EXACT);
    assertThat(costs[1]).isCloseTo(0.3, EXACT);
    assertThat(costs[2]).isCloseTo(5 * 0.2, EXACT);
    assertThat(costs[3]).isCloseTo(0.63, EXACT);
  }

  @Test
  void everyPartOfExpectedWaitIsSwitchedOffSingly() {
    String endpoints =
        "waiting=3 running=70 kv=0.99 hit=2 own=2 pending=900 fails=1 | waiting=0 running=0 kv=0 hit=5";
    String demand = "prompt=640 blocks=10 adapter=x";
    Policies.Parameter[] table = Policies.parameters(Policies.find("expected-wait"));
    double whole = costs("expected-wait", demand, endpoints)[0];
    List<String> off =
        List.of(
            "pending",
            "requestSeconds",
            "prefix",
            "dilution",
            "slotSeconds",
            "kvSeconds",
            "adapterSeconds",
            "errorSeconds");
    List<Double> worths = new ArrayList<>();
    for (int i = 0; i < table.length; i++) {
      if (off.contains(table[i].name())) {
        double[] p = Policies.standard(0);
        p[i] = 0;
        double without =
            new Scene(endpoints).demand(demand).costs(Policies.create("expected-wait", p))[0];
        worths.add(whole - without);
      }
    }
    // pending 3 others' and 2 own at 900, N 75, dilution 192 tokens, prefix all of that less 128
    // tokens.
    double n = 73 + 2;
    assertThat(worths.get(0)).isCloseTo(4500 / 8000.0, EXACT);
    assertThat(worths.get(1)).isCloseTo(0.01 * n, EXACT);
    assertThat(worths.get(2)).isCloseTo(16 * 192 / 8000.0 - 128 / 8000.0, EXACT);
    assertThat(worths.get(3)).isCloseTo(16 * 192 / 8000.0, EXACT);
    assertThat(worths.get(4)).isCloseTo(0.121 * (n - 63), EXACT);
    assertThat(worths.get(5)).isCloseTo(0.7, EXACT);
    assertThat(worths.get(6)).isCloseTo(1, EXACT);
    assertThat(worths.get(7)).isCloseTo(1, EXACT);
    assertThat(worths).hasSize(8);
  }

  @Test
  void slownessIsLearnedAndUnknownIsTheMedian() {
    Scene scene = new Scene("running=0|running=0|running=0").demand("prompt=8000 blocks=1");
    Policy policy = Policies.create("expected-wait", null);
    scene.costs(policy);
    double expected = policy.expectedSeconds(scene.among, 0, scene.demand);
    assertThat(expected).isCloseTo(0.03 + 1, EXACT);
    for (int i = 0; i < 5; i++) {
      scene.among.get(0).own().averages().slowness().learn(2 * expected, expected, 1_000L * i);
      scene.among.get(1).own().averages().slowness().learn(4 * expected, expected, 1_000L * i);
    }
    double[] costs = scene.costs(policy);
    // The median is 3, and five samples are believed by 5/45.
    assertThat(costs[0]).isCloseTo(3 - 5 / 45.0, EXACT);
    assertThat(costs[1]).isCloseTo(3 + 5 / 45.0, EXACT);
    assertThat(costs[2]).isCloseTo(3, EXACT);
    double[] p = Policies.standard(0);
    p[10] = 0;
    assertThat(scene.costs(Policies.create("expected-wait", p))).containsOnly(1.0);
  }

  @Test
  void whatTheIndexKnowsOfNobodyGoesHomeAtAPrice() {
    Policy policy = Policies.create("expected-wait", null);
    String demand = "prompt=1000 blocks=15 shared=12 turns=2 session=7";
    Scene unknown = new Scene("running=0|running=0|running=0|hit=2").demand(demand);
    double[] costs = unknown.costs(policy);
    Scene first = new Scene("running=0|running=0|running=0|hit=2");
    double[] without = first.demand(demand.replace("turns=2", "turns=1")).costs(policy);
    int homes = 0;
    for (int i = 0; i < costs.length; i++) {
      if (costs[i] != without[i]) {
        homes++;
        assertThat(without[i] - costs[i]).isCloseTo(2 * (12 - 2) * 64 / 8000.0, EXACT);
      }
    }
    assertThat(homes).isEqualTo(1);
    Scene known = new Scene("running=0|running=0|running=0|hit=6").demand(demand);
    Scene alike = new Scene("running=0|running=0|running=0|hit=6");
    assertThat(known.costs(policy))
        .isEqualTo(alike.demand(demand.replace("turns=2", "turns=1")).costs(policy));
  }

  @Test
  void nothingIsExpectedOfWhatIsMostlyCached() {
    Scene scene = new Scene("hit=10|hit=2|").demand("prompt=800 blocks=12");
    Policy policy = Policies.create("expected-wait", null);
    scene.costs(policy);
    assertThat(policy.expectedSeconds(scene.among, 0, scene.demand)).isNaN();
    assertThat(policy.expectedSeconds(scene.among, 1, scene.demand)).isFinite();
    assertThat(Policies.create("random", null).expectedSeconds(scene.among, 1, scene.demand))
        .isNaN();
  }

  @Test
  void aConversationStaysFromItsSecondTurnOnWhereNothingIsIndexed() {
    String endpoints = "running=2|running=2|running=2|running=2";
    for (int session = 1; session < 50; session++) {
      Scene scene = new Scene(endpoints).demand("prompt=900 turns=2 session=" + session);
      Policy policy = Policies.create("expected-wait", null);
      int home = scene.choose(policy, 1);
      for (int seed = 2; seed < 20; seed++) {
        assertThat(scene.choose(policy, seed)).isEqualTo(home);
      }
      scene.among.get(home).scraped(Scene.NOW, 0, 9, 0);
      assertThat(scene.choose(policy, 1)).as("overloaded").isNotEqualTo(home);
    }
    assertThat(winners(endpoints, "prompt=900 turns=2 session=7")).hasSize(1);
    assertThat(winners(endpoints, "prompt=900 turns=1 session=7")).as("first turn").hasSize(4);
    assertThat(winners(endpoints, "prompt=900 turns=2")).as("no session").hasSize(4);
    assertThat(winners(endpoints, "prompt=900 turns=2 session=7 blocks=3")).as("index").hasSize(4);
  }

  private static List<String> winners(String endpoints, String demand) {
    return List.of(new Scene(endpoints).demand(demand).winners("expected-wait", null).split(";"));
  }

  @Test
  void aigwAddsItsThreeTerms() {
    // d = 8, ⌈8 ÷ 5⌉ = 2; prefill against the floor of 1024.
    double[] costs =
        costs(
            "aigw",
            "blocks=10",
            "running=9 hit=5 others=9 told=512 | running=1 others=1 told=0 | running=5 others=5 told=256");
    assertThat(costs[0]).isCloseTo(-(2 * 0.5 - 2 * 1 - 3 * 0.5), EXACT);
    assertThat(costs[1]).isCloseTo(0, EXACT);
    assertThat(costs[2]).isCloseTo(2 * 0.5 + 3 * 0.25, EXACT);
    double[] standard = Policies.standard(Policies.find("aigw"));
    standard[4] = 0;
    double[] open =
        new Scene("running=9 hit=5 others=9 told=512 | running=1 others=1 told=0")
            .demand("blocks=10")
            .costs(Policies.create("aigw", standard));
    assertThat(open[0]).isCloseTo(-(2 * 0.5 - 1 - 3), EXACT);
    assertThat(open[1]).isCloseTo(0, EXACT);
  }

  @Test
  void llmDAddsItsThreeScores() {
    double[] costs =
        costs("llm-d", "blocks=10", "waiting=4 kv=0.25 hit=5|waiting=0 kv=0|waiting=1 kv=1|kv=0.5");
    assertThat(costs[0]).isCloseTo(-(2 * 0 + 2 * 0.75 + 3 * 0.5), EXACT);
    assertThat(costs[1]).isCloseTo(-(2 + 2), EXACT);
    assertThat(costs[2]).isCloseTo(-(2 * 0.75), EXACT);
    assertThat(costs[3]).isCloseTo(-1, EXACT);
  }

  @Test
  void higressKeepsTheDenominator() {
    double[] costs =
        costs("higress", "blocks=10", "waiting=4 kv=0.25 hit=5 own=1|waiting=0 kv=0|hit=10");
    assertThat(costs[0]).isCloseTo(-(0 + 2 * 0.75 + 3 * 0.5 + 0) / 8, EXACT);
    assertThat(costs[1]).isCloseTo(-(2 + 2 + 0 + 1) / 8.0, EXACT);
    assertThat(costs[2]).isCloseTo(-(3 + 1) / 8.0, EXACT);
  }

  @Test
  void adaptiveMultipliesLatencyRequestsAndErrors() {
    double[] p = Policies.standard(Policies.find("adaptive"));
    p[3] = 0;
    double[] costs =
        new Scene("first=0.099 total=0.399 own=2|first=0.099 total=0.399 fails=1|own=1")
            .costs(Policies.create("adaptive", p));
    assertThat(costs[0]).isCloseTo((7 + 6) * 3, EXACT);
    assertThat(costs[1]).isCloseTo((7 + 6) * (1 + 9 * 0.2), EXACT);
    assertThat(costs[2]).isCloseTo((7 + 6) * 2, EXACT);
  }

  @Test
  void whatFadesLiesBetweenItsFigureAndTheMedian() {
    // Ages 5.5 s: half trusted. Median of 10, 0 and 4 is 4.
    double[] costs =
        costs("least-request", "", "running=10 age=5500|running=0 age=5500|running=4 age=0");
    assertThat(costs[0]).isCloseTo(7, within(0.01));
    assertThat(costs[1]).isCloseTo(2, within(0.01));
    assertThat(costs[2]).isCloseTo(4, EXACT);
  }

  @Test
  void whereOthersAreToldTheScrapeFadesIntoThat() {
    double[] costs = costs("least-request", "", "running=10 age=5500 others=2|running=4");
    assertThat(costs[0]).isCloseTo(6, within(0.01));
  }

  @Test
  void theTermsOfAnExplanationAddUp() {
    Scene scene =
        new Scene("waiting=3 running=70 kv=0.99 hit=2 own=2 pending=900 fails=1|hit=5|")
            .demand("prompt=640 blocks=10 adapter=x");
    Policy policy = Policies.create("expected-wait", null);
    double[] costs = scene.costs(policy);
    for (int i = 0; i < costs.length; i++) {
      double[] sum = new double[3];
      policy.explain(
          scene.among,
          i,
          scene.demand,
          (name, value) ->
              sum[name.equals("slowness") ? 1 : name.equals("errors") ? 2 : 0] += value);
      assertThat(sum[0] * sum[1] + sum[2]).isCloseTo(costs[i], EXACT);
    }
    for (String name : List.of("aigw", "llm-d", "higress")) {
      Policy other = Policies.create(name, null);
      double[] its = scene.costs(other);
      for (int i = 0; i < its.length; i++) {
        double[] sum = new double[1];
        other.explain(scene.among, i, scene.demand, (term, value) -> sum[0] += value);
        assertThat(sum[0]).as(name).isCloseTo(its[i], EXACT);
      }
    }
  }
}
