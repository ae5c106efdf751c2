package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.Answer;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.Response;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every request counts from its decision to its one end, at the endpoint that really has it. */
@Guest(filter = SamovarFilter.class, wasm = "target/samovar.wasm")
class SelectionCountsTest {
  private static final String FIELDS =
      "'agentCluster':'samovar-agent','providers':[{'name':'vllm','model':'real'}],"
          + "'models':[{'name':'m','targets':['vllm']}]";
  private static final String TWO =
      "'agentCluster':'samovar-agent','policy':'least-request','providers':["
          + "{'name':'vllm','model':'real'},{'name':'other'}],"
          + "'failover':{'endpoints':4,'acrossProviders':true},"
          + "'models':[{'name':'m','targets':['vllm','other']}]";
  private static final String[] FOUR = {"10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80", "10.0.0.4:80"};

  private final Ranked fleet = new Ranked().with("vllm", FOUR);

  @FilterTest
  void everyWayToEndEndsTheCountOnce(HostSimBuilder builder) {
    for (boolean upstream : new boolean[] {true, false}) {
      try (HostSim sim = fleet.start(builder, FIELDS, upstream)) {
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          streams.add(Ranked.chat(sim, 1, "m").send());
        }
        assertThat(sum(fleet.inFlight(sim))).isEqualTo(8);
        streams.get(0).reply(200, "{}");
        streams.get(1).reply(400, "{}");
        streams.get(2).abort();
        Response begun = streams.get(3).respond(200);
        begun.data("data: 1\n\n");
        streams.get(3).abort();
        for (int i = 0; i < 3; i++) {
          streams.get(4).refuse();
          streams.get(5).resetUpstream();
        }
        streams.get(6).timeOutAttempt().reply(200, "{}");
        streams.get(7).reply(503, "{}").reply(429, "{}");
        assertThat(fleet.inFlight(sim)).as("upstream placement: %s", upstream).isEmpty();
        for (Stream stream : streams) {
          stream.close();
        }
        assertThat(fleet.inFlight(sim)).isEmpty();
      }
    }
  }

  @FilterTest
  void anAnswerOfTheProxyItselfAfterTheDecisionEndsItToo(HostSimBuilder builder) {
    try (HostSim sim = fleet.start(builder.directResponse("vllm", 404, "no route"), FIELDS);
        Stream stream = Ranked.chat(sim, 1, "m").send()) {
      assertThat(stream).didNotReachUpstream().answeredLocally(404);
      assertThat(fleet.inFlight(sim)).isEmpty();
    }
  }

  @FilterTest
  void aReloadInBetweenEndsNothingTwice(HostSimBuilder builder) {
    try (HostSim sim = fleet.start(builder, FIELDS);
        Stream stream = Ranked.chat(sim, 1, "m").send()) {
      String more = ("{" + FIELDS + ",'imageTokens':5}").replace('\'', '"');
      assertThat(sim.reload(more)).isTrue();
      assertThat(sum(fleet.inFlight(sim))).isEqualTo(1);
      stream.reply(200, "{}");
      stream.close();
      assertThat(fleet.inFlight(sim)).isEmpty();
    }
  }

  @FilterTest
  void aRetryMovesTheCountToTheEndpointTried(HostSimBuilder builder) {
    try (HostSim sim = fleet.start(builder, FIELDS);
        Stream stream = Ranked.chat(sim, 1, "m").send()) {
      List<String> list = Ranked.list(stream);
      assertThat(fleet.inFlight(sim)).containsOnlyKeys(list.get(0));
      stream.reply(503, "busy");
      assertThat(stream.attempts().get(1).endpoint().address()).isEqualTo(list.get(1));
      assertThat(stream).reachedUpstream().withBody(Demo.body("real"));
      assertThat(fleet.inFlight(sim)).containsOnlyKeys(list.get(1));
      stream.refuse();
      assertThat(fleet.inFlight(sim)).containsOnlyKeys(list.get(2));
      stream.reply(200, "{}");
      assertThat(stream).answered(200);
      assertThat(fleet.inFlight(sim)).isEmpty();
    }
  }

  @FilterTest
  void eachAttemptAcrossProvidersHasItsModelAndTheClientsWhereThereIsNone(HostSimBuilder builder) {
    Ranked both = new Ranked().with("vllm", "10.0.0.1:80").with("other", "10.0.1.1:80");
    try (HostSim sim = both.start(builder, TWO)) {
      boolean[] first = new boolean[2];
      for (int i = 0; i < 40 && !(first[0] && first[1]); i++) {
        try (Stream stream = Ranked.chat(sim, 1, "m").send()) {
          boolean vllm = Ranked.list(stream).get(0).equals("10.0.0.1:80");
          first[vllm ? 1 : 0] = true;
          assertThat(Ranked.list(stream)).hasSize(2);
          assertThat(stream).reachedUpstream().withBody(Demo.body(vllm ? "real" : "m"));
          stream.reply(500, "x");
          assertThat(stream)
              .reachedUpstream()
              .withBody(Demo.body(vllm ? "m" : "real"))
              .withHeader("x-selected-provider", vllm ? "other" : "vllm")
              .completely();
          stream.reply(200, "{}");
        }
        // Neither is left to cool down.
        sim.advance(Duration.ofSeconds(20));
      }
      assertThat(first).containsExactly(true, true);
      assertThat(both.inFlight(sim)).isEmpty();
    }
  }

  @FilterTest
  void aBurstSpreadsOverEqualEndpointsThoughTheSnapshotIsOld(HostSimBuilder builder) {
    for (int workers = 1; workers <= 3; workers += 2) {
      try (HostSim sim = fleet.start(builder.workers(workers), FIELDS)) {
        fleet.agent.instead = Answer.status(503);
        sim.advance(Duration.ofMillis(1000));
        Map<String, Integer> shares = new TreeMap<>();
        List<Stream> burst = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          Stream stream = Ranked.chat(sim, 1 + i % workers, "m").send();
          shares.merge(Ranked.list(stream).get(0), 1, Integer::sum);
          burst.add(stream);
        }
        assertThat(shares).as("%d workers", workers).hasSize(4);
        assertThat(shares.values()).as("%s", shares).allMatch(n -> n >= 40 && n <= 60);
        for (Stream stream : burst) {
          stream.reply(200, "{}");
          stream.close();
        }
      }
    }
  }

  @FilterTest
  void whatFailsFastAttractsNobodyAndIsProbedLater(HostSimBuilder builder) {
    try (HostSim sim = fleet.start(builder, FIELDS)) {
      String broken = FOUR[2];
      int after = 0;
      for (int i = 0; i < 200; i++) {
        after += send(sim, broken, 500) ? 1 : 0;
        sim.advance(Duration.ofMillis(5));
      }
      assertThat(after).as("three in a row cool it down").isBetween(1, 4);
      int probes = 0;
      for (int i = 0; i < 200; i++) {
        probes += send(sim, broken, 500) ? 1 : 0;
        sim.advance(Duration.ofMillis(50));
      }
      assertThat(probes).as("in ten seconds").isBetween(1, 2);
      sim.advance(Duration.ofSeconds(90));
      int well = 0;
      for (int i = 0; i < 200; i++) {
        well += send(sim, broken, 200) ? 1 : 0;
        sim.advance(Duration.ofMillis(50));
      }
      assertThat(well).as("its share again").isGreaterThan(20);
    }
  }

  @FilterTest
  void oneThatAsksToWaitIsLeftAloneForSoLong(HostSimBuilder builder) {
    try (HostSim sim = fleet.start(builder, FIELDS)) {
      String busy = null;
      try (Stream stream = Ranked.chat(sim, 1, "m").send()) {
        busy = Ranked.list(stream).get(0);
        stream.reply(429, "{}", "retry-after", "30");
      }
      for (int i = 0; i < 58; i++) {
        sim.advance(Duration.ofMillis(500));
        assertThat(send(sim, busy, 200)).as("after %d half seconds", i).isFalse();
      }
      sim.advance(Duration.ofSeconds(10));
      boolean again = false;
      for (int i = 0; i < 100 && !again; i++) {
        again = send(sim, busy, 200);
      }
      assertThat(again).isTrue();
    }
  }

  /** One request, which fails with the status at the one endpoint; true where it went there. */
  private static boolean send(HostSim sim, String address, int status) {
    try (Stream stream = Ranked.chat(sim, 1, "m").send()) {
      boolean there = Ranked.list(stream).get(0).equals(address);
      if (there && status >= 500) {
        stream.reply(status, "{}");
      }
      stream.reply(200, "{}");
      assertThat(stream).answered(200);
      return there;
    }
  }

  @FilterTest
  void withoutTheAgentForAMinuteItGoesOnByItsOwnView(HostSimBuilder builder) {
    try (HostSim sim = fleet.start(builder, FIELDS)) {
      send(sim, "", 200);
      fleet.agent.instead = Answer.status(503);
      sim.advance(Duration.ofSeconds(5));
      send(sim, "", 200);
      sim.advance(Duration.ofSeconds(55));
      Map<String, Integer> shares = new TreeMap<>();
      for (int i = 0; i < 80; i++) {
        try (Stream stream = Ranked.chat(sim, 1, "m").send()) {
          shares.merge(Ranked.list(stream).get(0), 1, Integer::sum);
          stream.reply(200, "{}");
        }
      }
      assertThat(shares).as("all of them, still by address").hasSize(4);
      assertThat(Demo.counted(sim, "samovar.provider.vllm.level.local.decisions")).isEqualTo(80);
      assertThat(sim.metric("samovar.provider.vllm.level.fresh.decisions")).isEqualTo(1);
      assertThat(sim.metric("samovar.provider.vllm.level.aged.decisions")).isEqualTo(1);
      assertThat(sim.metric("samovar.exchange.error")).isPositive();
    }
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
