package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.Answer;
import dev.samovar.hostsim.FaultKind;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.LogLine;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Where the numbers come from, how old they may be, and what decides when there are none. */
@Guest(filter = SamovarFilter.class, wasm = "target/samovar.wasm")
class FreshnessTest {
  private static final String LOW_QWEN = "{\"minimax_1\":90,\"qwen_1\":10}";
  private static final String LOW_MINIMAX = "{\"minimax_1\":10,\"qwen_1\":90}";
  private static final String PER_REQUEST =
      Demo.with("\"freshness\": \"request\", \"timeout\": \"300ms\"");

  @FilterTest
  void oneVmOfTheProcessAsksForAll(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder.workers(3), Demo.GUIDE, LOW_QWEN)) {
      sim.advance(Duration.ofSeconds(10));
      assertThat(sim.callouts().size()).isBetween(38, 42);
      for (int worker = 1; worker <= 3; worker++) {
        try (Stream stream =
            sim.worker(worker)
                .request("POST", Demo.PATH, "content-type", Demo.JSON)
                .body(Demo.body("auto"))
                .send()) {
          assertThat(stream).reachedUpstream().withHeader("x-selected-provider", "qianwen");
          stream.reply(200, "");
        }
      }
      assertThat(Demo.counted(sim, "samovar.provider.qianwen.level.fresh.decisions")).isEqualTo(3);
    }
  }

  @FilterTest
  void theLastValuesDecideUntilTheyAreStale(HostSimBuilder builder) {
    AtomicReference<Answer> agent = new AtomicReference<>(Answer.json(LOW_QWEN));
    try (HostSim sim =
        Demo.routed(builder)
            .configuration(Demo.GUIDE)
            .onCallout(Demo.AGENT, call -> agent.get())
            .build()) {
      sim.advance(Demo.REFRESH);
      agent.set(Answer.status(503));
      assertThat(level(sim)).isEqualTo("fresh");
      sim.advance(Duration.ofSeconds(2));
      assertThat(level(sim)).isEqualTo("aged");
      sim.advance(Duration.ofSeconds(7));
      assertThat(level(sim)).isEqualTo("aged");
      sim.advance(Duration.ofSeconds(2));
      assertThat(level(sim)).isEqualTo("local");
      agent.set(Answer.json(LOW_MINIMAX));
      sim.advance(Demo.REFRESH);
      assertThat(level(sim)).isEqualTo("fresh");
      assertThat(sim.logs().stream().map(LogLine::message))
          .anyMatch(line -> line.contains("metrics: samovar-agent answered 503"))
          .anyMatch(line -> line.contains("degrade level aged -> local"))
          .anyMatch(line -> line.contains("metrics: samovar-agent answers again"));
    }
  }

  @FilterTest
  void theAgentsOwnAgeCounts(HostSimBuilder builder) {
    try (HostSim sim =
        Demo.routed(builder)
            .configuration(Demo.GUIDE)
            .onCallout(Demo.AGENT, call -> Answer.of(200, LOW_QWEN, "x-samovar-age-ms", "5000"))
            .build()) {
      sim.advance(Demo.REFRESH);
      assertThat(level(sim)).isEqualTo("aged");
    }
  }

  @FilterTest
  void nothingKnownYetMeansTheConfiguredOrder(HostSimBuilder builder) {
    try (HostSim sim =
        Demo.routed(builder)
            .configuration(Demo.GUIDE)
            .onCallout(Demo.AGENT, call -> Answer.status(503))
            .build()) {
      assertThat(level(sim)).isEqualTo("static");
    }
  }

  @FilterTest
  void anAnswerThatIsNoMetricsChangesNothing(HostSimBuilder builder) {
    AtomicReference<Answer> agent = new AtomicReference<>(Answer.json(LOW_QWEN));
    try (HostSim sim =
        Demo.routed(builder)
            .configuration(Demo.GUIDE)
            .onCallout(Demo.AGENT, call -> agent.get())
            .build()) {
      sim.advance(Demo.REFRESH);
      for (String bad :
          new String[] {"", "<html>", "[1,2]", "{\"minimax_1\":", "{\"qwen_1\":1}}", "null"}) {
        agent.set(Answer.json(bad));
        sim.advance(Demo.REFRESH);
        assertThat(RoutingTest.choice(sim)).as(bad).isEqualTo("qianwen");
      }
      agent.set(Answer.json("{\"minimax_1\":\"1\",\"qwen_1\":90}"));
      sim.advance(Demo.REFRESH);
      assertThat(RoutingTest.choice(sim)).as("a string is no number").isEqualTo("minmax");
    }
  }

  @FilterTest
  void withoutAnAgentTheFilterDecidesByItsOwnView(HostSimBuilder builder) {
    try (HostSim sim =
        Demo.routed(builder).configuration(Demo.with("\"agentCluster\": \"\"")).build()) {
      assertThat(level(sim)).isEqualTo("static");
      assertThat(level(sim)).isEqualTo("local");
      sim.advance(Duration.ofSeconds(30));
      assertThat(level(sim)).isEqualTo("local");
      assertThat(sim.callouts()).isEmpty();
      assertThat(sim.logs().stream().map(LogLine::message))
          .anyMatch(line -> line.contains("no agent is configured"));
    }
  }

  @FilterTest
  void anUnknownAgentClusterIsNoErrorForARequest(HostSimBuilder builder) {
    try (HostSim sim = Demo.routed(builder).clusters("other").configuration(Demo.GUIDE).build()) {
      sim.advance(Duration.ofSeconds(1));
      assertThat(level(sim)).isEqualTo("static");
      assertThat(sim.metric("samovar.snapshot.fetch.error")).isPositive();
    }
  }

  @FilterTest
  void ownViewPrefersTheProviderThatAnswersWell(HostSimBuilder builder) {
    try (HostSim sim =
        Demo.routed(builder).configuration(Demo.with("\"agentCluster\": \"\"")).build()) {
      int good = 0;
      for (int i = 0; i < 100; i++) {
        try (Stream stream = Demo.chat(sim).body(Demo.body("auto")).send()) {
          boolean healthy =
              "qianwen".equals(stream.upstream().headers().get("x-selected-provider"));
          good += healthy ? 1 : 0;
          stream.reply(healthy ? 200 : 503, "");
        }
      }
      assertThat(good).isGreaterThan(90);
    }
  }

  @FilterTest
  void eachRequestAsksWhereConfigured(HostSimBuilder builder) {
    try (HostSim sim = Demo.routed(builder).configuration(PER_REQUEST).build()) {
      sim.advance(Duration.ofSeconds(1));
      assertThat(sim.callouts()).isEmpty();
      try (Stream answerFirst = Demo.chat(sim).open()) {
        sim.callouts().get(0).answer(Answer.json(LOW_QWEN));
        assertThat(answerFirst).didNotReachUpstream();
        answerFirst.data(Demo.body("auto"), true);
        assertThat(answerFirst).reachedUpstream().withBody(Demo.body("qwen3-max-preview"));
        answerFirst.reply(200, "");
      }
      try (Stream bodyFirst = Demo.chat(sim).body(Demo.body("auto")).send()) {
        assertThat(bodyFirst).didNotReachUpstream();
        sim.callouts().get(1).answer(Answer.json(LOW_MINIMAX));
        assertThat(bodyFirst)
            .reachedUpstream()
            .routedTo("minmax")
            .withBody(Demo.body("MiniMax-M2.1"))
            .completely();
        bodyFirst.reply(200, "");
      }
    }
  }

  @FilterTest
  void aCallThatFailsOrIsLateLeavesTheLastKnownValues(HostSimBuilder builder) {
    try (HostSim sim = Demo.routed(builder).configuration(PER_REQUEST).build()) {
      try (Stream stream = Demo.chat(sim).body(Demo.body("auto")).send()) {
        sim.callouts().get(0).answer(Answer.json(LOW_QWEN));
        stream.reply(200, "");
      }
      try (Stream stream = Demo.chat(sim).body(Demo.body("auto")).send()) {
        sim.callouts().get(1).fail();
        assertThat(stream).reachedUpstream().withHeader("x-selected-provider", "qianwen");
        stream.reply(200, "");
      }
      try (Stream stream = Demo.chat(sim).body(Demo.body("auto")).send()) {
        sim.advance(Duration.ofMillis(299));
        assertThat(stream).didNotReachUpstream();
        sim.advance(Duration.ofMillis(2));
        assertThat(stream).reachedUpstream().withHeader("x-selected-provider", "qianwen");
        stream.reply(200, "");
      }
    }
  }

  @FilterTest
  void anAnswerForARequestThatIsGoneIsDropped(HostSimBuilder builder) {
    try (HostSim sim =
        Demo.routed(builder)
            .configuration(PER_REQUEST)
            .allow(FaultKind.CALLOUT_UNANSWERED)
            .build()) {
      Stream stream = Demo.chat(sim).body(Demo.body("auto")).send();
      stream.abort();
      sim.callouts().get(0).answer(Answer.json(LOW_QWEN));
      assertThat(stream).didNotReachUpstream();
      assertThat(sim.traps()).isEmpty();
    }
  }

  /** Sends a request and tells by which degrade level it was decided. */
  private static String level(HostSim sim) {
    long[] before = new long[4];
    String[] levels = {"fresh", "aged", "local", "static"};
    for (int i = 0; i < levels.length; i++) {
      before[i] = decisions(sim, levels[i]);
    }
    RoutingTest.choice(sim);
    sim.advance(Demo.REFRESH);
    for (int i = 0; i < levels.length; i++) {
      if (decisions(sim, levels[i]) > before[i]) {
        return levels[i];
      }
    }
    return "none";
  }

  private static long decisions(HostSim sim, String level) {
    return sim.metrics().stream()
        .filter(metric -> metric.name().endsWith(".level." + level + ".decisions"))
        .mapToLong(metric -> metric.value())
        .sum();
  }
}
