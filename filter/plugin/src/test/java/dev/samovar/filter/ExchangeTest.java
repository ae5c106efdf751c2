package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.Answer;
import dev.samovar.hostsim.Endpoint;
import dev.samovar.hostsim.FaultKind;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.LogLine;
import dev.samovar.hostsim.RequestBuilder;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What goes up to an agent that exchanges, what comes of its answers, and of wrong ones. */
@Guest(filter = SamovarFilter.class, wasm = "target/samovar.wasm")
class ExchangeTest {
  private static final String TYPE = "application/x-samovar-exchange";
  private static final Endpoint QIANWEN =
      Endpoint.of("127.0.0.1:1", "qianwen").with("samovar", "provider", "qianwen");
  private static final Endpoint MINMAX =
      Endpoint.of("127.0.0.1:2", "minmax").with("samovar", "provider", "minmax");

  private final FakeAgent agent = new FakeAgent();

  private HostSim sim(HostSimBuilder builder) {
    return sim(builder, Demo.GUIDE);
  }

  private HostSim sim(HostSimBuilder builder, String configuration) {
    agent.uploads.clear();
    agent.instead = null;
    agent.forgetsKeys = false;
    agent.ageMillis = 0;
    agent.nextMillis = 250;
    agent.numbers.put("ai_metric:minimax_1", "90");
    agent.numbers.put("ai_metric:qwen_1", "10");
    HostSim sim =
        Demo.routed(builder)
            .configuration(configuration)
            .property("proxy-1", "node", "id")
            .onCallout(Demo.AGENT, agent)
            .build();
    sim.advance(Demo.REFRESH);
    return sim;
  }

  /** With the upstream placement, which sees attempts. */
  private HostSim failover(HostSimBuilder builder) {
    return sim(
        builder
            .upstreamConfiguration(Demo.with("\"placement\": \"upstream\""))
            .endpoints(QIANWEN, MINMAX)
            .retries(1));
  }

  private static RequestBuilder chat(HostSim sim, int worker) {
    return sim.worker(worker)
        .request("POST", Demo.PATH, "content-type", Demo.JSON)
        .body(Demo.body("auto"));
  }

  @FilterTest
  void oneExchangeSpeaksForAllWorkers(HostSimBuilder builder) {
    try (HostSim sim = sim(builder.workers(3))) {
      sim.advance(Duration.ofSeconds(10));
      assertThat(agent.uploads.size()).isBetween(38, 42);
      assertThat(sim.callouts()).hasSameSizeAs(agent.uploads);
      assertThat(agent.uploads.get(0).keys())
          .containsExactly("ai_metric:minimax_1", "ai_metric:qwen_1");
      assertThat(agent.last().keys()).as("told once").isEmpty();
      assertThat(agent.uploads.stream().map(FakeAgent.Upload::instance).distinct()).hasSize(1);
      assertThat(agent.uploads.stream().map(FakeAgent.Upload::sequence))
          .isSorted()
          .doesNotHaveDuplicates();
      assertThat(agent.last().proxy()).isEqualTo("proxy-1");
      assertThat(agent.last().epoch()).isEqualTo(77);
      for (int worker = 1; worker <= 3; worker++) {
        try (Stream stream = chat(sim, worker).send()) {
          assertThat(stream).reachedUpstream().withHeader("x-selected-provider", "qianwen");
          stream.reply(200, "");
        }
      }
      assertThat(Demo.counted(sim, "samovar.provider.qianwen.level.fresh.decisions")).isEqualTo(3);
      assertThat(sim.metric("samovar.exchange.ok")).isEqualTo(agent.uploads.size());
      sim.advance(Duration.ofSeconds(1));
      assertThat(agent.last().workers()).isEqualTo(3);
    }
  }

  @FilterTest
  void countsOfAllWorkersGoUpInOneSum(HostSimBuilder builder) {
    try (HostSim sim = failover(builder.workers(2));
        Stream one = chat(sim, 1).send();
        Stream two = chat(sim, 2).send()) {
      sim.advance(Duration.ofMillis(500));
      assertThat(agent.last().counts())
          .containsExactly(new FakeAgent.Counts("qianwen", "127.0.0.1:1", 2, 0, 0, 0, 0));
      one.reply(200, "");
      two.reply(200, "");
      one.close();
      two.close();
      int before = agent.uploads.size();
      sim.advance(Duration.ofSeconds(2));
      List<FakeAgent.Counts> told =
          agent.uploads.subList(before, agent.uploads.size()).stream()
              .flatMap(upload -> upload.counts().stream())
              .toList();
      assertThat(told.stream().mapToLong(FakeAgent.Counts::requests).sum()).isEqualTo(2);
      assertThat(told.stream().mapToLong(FakeAgent.Counts::errors).sum()).isZero();
      assertThat(told.get(told.size() - 1).firstByteMicros()).isEqualTo(500_000);
      assertThat(agent.last().counts()).as("nothing in flight").isEmpty();
    }
  }

  @FilterTest
  void aFailedAttemptCountsAtItsEndpoint(HostSimBuilder builder) {
    try (HostSim sim = failover(builder)) {
      try (Stream stream = chat(sim, 1).send()) {
        stream.reply(503, "busy");
        stream.reply(200, "fine");
      }
      int before = agent.uploads.size();
      sim.advance(Duration.ofSeconds(1));
      assertThat(
              agent.uploads.subList(before, agent.uploads.size()).stream()
                  .flatMap(upload -> upload.counts().stream())
                  .map(c -> c.address() + " " + c.requests() + " " + c.errors()))
          .containsExactlyInAnyOrder("127.0.0.1:1 1 1", "127.0.0.1:2 1 0");
    }
  }

  @FilterTest
  void decisionsGoUpOnce(HostSimBuilder builder) {
    try (HostSim sim = sim(builder)) {
      for (int i = 0; i < 3; i++) {
        try (Stream stream = chat(sim, 1).send()) {
          stream.reply(200, "");
        }
      }
      int before = agent.uploads.size();
      sim.advance(Duration.ofSeconds(2));
      assertThat(
              agent.uploads.subList(before, agent.uploads.size()).stream()
                  .flatMap(upload -> upload.decisions().stream()))
          .hasSize(3)
          .containsOnly(new FakeAgent.Decision("auto", "qianwen", "least-load", 0));
    }
  }

  @FilterTest
  void theAgeOfTheValuesCounts(HostSimBuilder builder) {
    try (HostSim sim = sim(builder)) {
      agent.ageMillis = 5_000;
      sim.advance(Demo.REFRESH);
      assertThat(RoutingTest.choice(sim)).isEqualTo("qianwen");
      assertThat(Demo.counted(sim, "samovar.provider.qianwen.level.aged.decisions")).isEqualTo(1);
    }
  }

  @FilterTest
  void theAgentsPeriodIsKeptWithinBounds(HostSimBuilder builder) {
    try (HostSim sim = sim(builder.workers(2))) {
      agent.nextMillis = 60_000;
      sim.advance(Duration.ofSeconds(1));
      int before = agent.uploads.size();
      sim.advance(Duration.ofSeconds(40));
      assertThat(agent.uploads.size() - before).isBetween(3, 5);
      agent.nextMillis = 1;
      sim.advance(Duration.ofSeconds(11));
      before = agent.uploads.size();
      sim.advance(Duration.ofSeconds(1));
      assertThat(agent.uploads.size() - before).isBetween(18, 21);
    }
  }

  @FilterTest
  void keysAreToldAgainWhenTheAgentWantsThem(HostSimBuilder builder) {
    try (HostSim sim = sim(builder)) {
      agent.forgetsKeys = true;
      sim.advance(Demo.REFRESH);
      agent.forgetsKeys = false;
      sim.advance(Demo.REFRESH);
      assertThat(agent.last().keys()).hasSize(2);
      sim.advance(Demo.REFRESH);
      assertThat(agent.last().keys()).isEmpty();
    }
  }

  @FilterTest
  void aWrongAnswerChangesNothingAndIsCounted(HostSimBuilder builder) {
    try (HostSim sim = sim(builder)) {
      byte[] good = agent.message();
      byte[] later = good.clone();
      later[3] = 9;
      List<Answer> wrong =
          List.of(
              Answer.of(200, Arrays.copyOf(good, good.length - 2), "content-type", TYPE),
              Answer.of(200, new byte[0], "content-type", TYPE),
              Answer.of(200, new byte[3 << 20], "content-type", TYPE),
              Answer.of(200, later, "content-type", TYPE),
              Answer.status(503),
              Answer.fail(),
              Answer.refused());
      for (Answer answer : wrong) {
        long errors = sim.metric("samovar.exchange.error");
        agent.instead = answer;
        sim.advance(Demo.REFRESH);
        assertThat(sim.metric("samovar.exchange.error")).isEqualTo(errors + 1);
        assertThat(RoutingTest.choice(sim)).isEqualTo("qianwen");
      }
      assertThat(sim.callouts()).as("no metrics were asked for").hasSameSizeAs(agent.uploads);
      agent.instead = null;
      agent.numbers.put("ai_metric:qwen_1", "99");
      sim.advance(Demo.REFRESH);
      assertThat(RoutingTest.choice(sim)).isEqualTo("minmax");
      assertThat(sim.traps()).isEmpty();
    }
  }

  @FilterTest
  void aLateAnswerIsAFailureAndTheNextOneCounts(HostSimBuilder builder) {
    try (HostSim sim =
        sim(builder.allow(FaultKind.CALLOUT_UNANSWERED), Demo.with("\"timeout\": \"300ms\""))) {
      agent.instead = Answer.never();
      sim.advance(Duration.ofSeconds(2));
      assertThat(sim.metric("samovar.exchange.error")).isBetween(3L, 5L);
      agent.instead = null;
      agent.numbers.put("ai_metric:qwen_1", "99");
      sim.advance(Duration.ofSeconds(1));
      assertThat(RoutingTest.choice(sim)).isEqualTo("minmax");
    }
  }

  @FilterTest
  void anOlderAgentIsAskedForItsMetricsAndTriedAgain(HostSimBuilder builder) {
    for (int status : new int[] {404, 405, 415}) {
      try (HostSim sim =
          Demo.routed(builder)
              .configuration(Demo.GUIDE)
              .onCallout(
                  Demo.AGENT,
                  call ->
                      call.path().equals("/v1/exchange")
                          ? Answer.status(status)
                          : Answer.json("{\"minimax_1\":90,\"qwen_1\":10}"))
              .build()) {
        sim.advance(Demo.REFRESH);
        assertThat(RoutingTest.choice(sim)).isEqualTo("qianwen");
        sim.advance(Duration.ofSeconds(130));
        long tried =
            sim.callouts().stream().filter(call -> call.path().equals("/v1/exchange")).count();
        assertThat(tried).as("at once, after one minute, after two").isEqualTo(3);
        assertThat(sim.callouts().size()).isBetween(500, 530);
        assertThat(sim.logs().stream().map(LogLine::message))
            .filteredOn(line -> line.contains("asking for metrics alone"))
            .as("said once")
            .hasSize(1);
      }
    }
  }

  @FilterTest
  void whoeverTakesOverGoesOnUnderTheSameName(HostSimBuilder builder) {
    try (HostSim sim = sim(builder.workers(2).allow(FaultKind.TRAPPED))) {
      sim.advance(Duration.ofSeconds(1));
      FakeAgent.Upload before = agent.last();
      sim.worker(1).trap();
      sim.worker(2).trap();
      sim.advance(Duration.ofSeconds(3));
      assertThat(agent.last().instance()).isEqualTo(before.instance());
      assertThat(agent.last().sequence()).isGreaterThan(before.sequence());
      int count = agent.uploads.size();
      sim.advance(Duration.ofSeconds(2));
      assertThat(agent.uploads.size() - count).isBetween(7, 9);
    }
  }

  @FilterTest
  void twoRootsInOneVmMakeOneExchangeForAllKeys(HostSimBuilder builder) {
    try (HostSim sim = sim(builder);
        Stream old = Demo.chat(sim).open()) {
      agent.numbers.put("ai_metric:third", "1");
      sim.reload(Demo.GUIDE.replace("]", ", {\"name\": \"new\", \"key\": \"third\"}]"));
      int before = agent.uploads.size();
      sim.advance(Demo.REFRESH.multipliedBy(8));
      assertThat(agent.uploads.size() - before).isBetween(7, 9);
      assertThat(sim.callouts()).hasSameSizeAs(agent.uploads);
      assertThat(RoutingTest.choice(sim)).isEqualTo("new");
      old.data(Demo.body("auto"), true);
      assertThat(old).reachedUpstream().withHeader("x-selected-provider", "qianwen");
      old.reply(200, "");
    }
  }

  @FilterTest
  void rulesWithOtherKeysShareTheExchange(HostSimBuilder builder) {
    String rules =
        """
        {"providers": [{"name": "a", "key": "ka"}],
         "_rules_": [{"_match_route_": ["r"],
                      "providers": [{"name": "b", "key": "kb"}], "refreshInterval": "500ms"}]}
        """;
    try (HostSim sim = sim(builder, rules)) {
      sim.advance(Duration.ofSeconds(2));
      assertThat(agent.uploads.get(0).keys())
          .containsExactlyInAnyOrder("ai_metric:ka", "ai_metric:kb");
      assertThat(agent.uploads.size()).isBetween(8, 10);
      assertThat(sim.metric("samovar.snapshot.fetch.ok")).isEqualTo(2L * agent.uploads.size());
    }
  }

  @FilterTest
  void anExchangeThatIsCutOffByAReloadIsMadeAgain(HostSimBuilder builder) {
    try (HostSim sim = sim(builder.allow(FaultKind.CALLOUT_UNANSWERED))) {
      agent.instead = Answer.never();
      sim.advance(Demo.REFRESH);
      agent.instead = null;
      sim.reload(Demo.GUIDE.replace("qwen3-max-preview", "qwen4"));
      int before = agent.uploads.size();
      sim.advance(Duration.ofSeconds(1));
      assertThat(agent.uploads.size()).isGreaterThan(before);
    }
  }
}
