package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.hostsim.Answer;
import dev.samovar.hostsim.FaultKind;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.LogLine;
import dev.samovar.hostsim.StartException;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;

/** A changed configuration takes effect at once, a wrong one changes nothing and says why. */
@Guest(filter = SamovarFilter.class, wasm = "target/samovar.wasm")
class ReloadTest {
  private static final String METRICS = "{\"minimax_1\":90,\"qwen_1\":10,\"third\":1}";
  private static final String WRONG =
      """
      {"providers": [{"name": "a", "key": ""}, {"name": "a", "model": 5}],
       "policy": "best", "redis": {"timeout": "soon"}, "max_body_bytes": "12", "typo": 1}
      """;

  @FilterTest
  void aChangedConfigurationTakesEffect(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, METRICS)) {
      assertThat(RoutingTest.choice(sim)).isEqualTo("qianwen");
      String more = Demo.GUIDE.replace("]", ", {\"name\": \"new\", \"key\": \"third\"}]");
      assertThat(sim.reload(more)).isTrue();
      sim.advance(Demo.REFRESH);
      assertThat(RoutingTest.choice(sim)).isEqualTo("new");
    }
  }

  @FilterTest
  void aReloadKeepsTheMetricsOfTheSameKeys(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, METRICS)) {
      assertThat(sim.reload(Demo.GUIDE.replace("qwen3-max-preview", "qwen4"))).isTrue();
      try (Stream stream = Demo.chat(sim).body(Demo.body("auto")).send()) {
        assertThat(stream).reachedUpstream().withBody(Demo.body("qwen4"));
        stream.reply(200, "");
      }
    }
  }

  @FilterTest
  void aWrongOneIsRefusedWithEveryErrorAndTheOldOneStays(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, METRICS)) {
      assertThat(sim.reload(WRONG)).isFalse();
      assertThat(sim.logs().stream().map(LogLine::toString))
          .anyMatch(line -> line.contains("[error]") && line.contains("providers[0].key: must"))
          .anyMatch(line -> line.contains("[error]") && line.contains("providers[1].name: \"a\""))
          .anyMatch(line -> line.contains("[error]") && line.contains("providers[1].model: must"))
          .anyMatch(line -> line.contains("[error]") && line.contains("policy: \"best\""))
          .anyMatch(line -> line.contains("[error]") && line.contains("redis.timeout: must"))
          .anyMatch(line -> line.contains("[warn]") && line.contains("max_body_bytes: is a string"))
          .anyMatch(line -> line.contains("[warn]") && line.contains("typo: unknown field"))
          .anyMatch(line -> line.contains("configuration: refused for 5 errors"));
      assertThat(RoutingTest.choice(sim)).isEqualTo("qianwen");
    }
  }

  @FilterTest
  void aWrongOneAtTheStartIsRefused(HostSimBuilder builder) {
    for (String wrong :
        new String[] {"", "[]", "{}", "{\"providers\":[]}", "{\"providers\"", WRONG}) {
      assertThatThrownBy(() -> builder.configuration(wrong).build())
          .as(wrong)
          .isInstanceOf(StartException.class);
    }
  }

  @FilterTest
  void aStreamInFlightEndsUnderTheConfigurationThatItBeganWith(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, METRICS);
        Stream stream = Demo.chat(sim).open()) {
      assertThat(sim.reload(Demo.GUIDE.replace("qwen3-max-preview", "qwen4"))).isTrue();
      sim.advance(Demo.REFRESH);
      stream.data(Demo.body("auto"), true);
      assertThat(stream).reachedUpstream().withBody(Demo.body("qwen3-max-preview"));
      stream.reply(200, "");
    }
  }

  @FilterTest
  void twoRootsInOneVmAskTheAgentOnce(HostSimBuilder builder) {
    try (HostSim sim =
        Demo.routed(builder)
            .configuration(Demo.GUIDE)
            .onCallout(Demo.AGENT, call -> Answer.json(METRICS))
            .build()) {
      sim.advance(Demo.REFRESH);
      Stream old = Demo.chat(sim).open();
      sim.reload(Demo.GUIDE.replace("qwen3-max-preview", "qwen4"));
      int before = sim.callouts().size();
      sim.advance(Demo.REFRESH.multipliedBy(8));
      assertThat(sim.callouts().size() - before).isBetween(7, 9);
      old.data(Demo.body("auto"), true);
      old.reply(200, "");
      old.close();
    }
  }

  @FilterTest
  void aReloadWhileTheAgentIsAskedDoesNotStopTheMetrics(HostSimBuilder builder) {
    try (HostSim sim =
        Demo.routed(builder)
            .configuration(Demo.GUIDE)
            .allow(FaultKind.CALLOUT_UNANSWERED)
            .build()) {
      for (int i = 0; i < 5; i++) {
        sim.advance(Demo.REFRESH);
        assertThat(sim.reload(Demo.GUIDE.replace("qwen3-max-preview", "qwen" + i))).isTrue();
      }
      sim.onCallout(Demo.AGENT, call -> Answer.json(METRICS));
      sim.advance(Demo.REFRESH.multipliedBy(3));
      assertThat(RoutingTest.choice(sim)).isEqualTo("qianwen");
      assertThat(Demo.counted(sim, "samovar.provider.qianwen.level.fresh.decisions")).isEqualTo(1);
    }
  }

  @FilterTest
  void aReloadWithAnotherProviderKeepsTheNumbersOfTheOthers(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, METRICS)) {
      String more = Demo.GUIDE.replace("]", ", {\"name\": \"new\", \"key\": \"third\"}]");
      assertThat(sim.reload(more)).isTrue();
      assertThat(RoutingTest.choice(sim)).isEqualTo("qianwen");
      assertThat(Demo.counted(sim, "samovar.provider.qianwen.level.fresh.decisions")).isEqualTo(1);
    }
  }
}
