package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.exchange.WireWriter;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;
import java.time.Duration;
import java.util.List;

/** What one worker saw an endpoint hold, the other workers and the other gateways know too. */
@Guest(filter = SamovarFilter.class, wasm = "target/samovar.wasm")
class PrefixSharingTest {
  private static final String FIRST = "127.0.0.1:8001";
  private static final String SECOND = "127.0.0.1:8002";
  private static final String CONFIGURATION =
      "{\"providers\":[{\"name\":\"llm\"}],\"models\":[{\"name\":\"*\"}],"
          + "\"policy\":\"prefix-cache\",\"allowExplain\":true,\"agentToken\":\"env:TOKEN\"}";

  private final FakeAgent agent = new FakeAgent();

  private HostSim sim(HostSimBuilder builder) {
    agent.uploads.clear();
    agent.prefixes.clear();
    agent.news = null;
    agent.snapshot = snapshot();
    HostSim sim =
        Demo.routed(builder)
            .configuration(CONFIGURATION)
            .environment("TOKEN", "s3cret")
            .onCallout(Demo.AGENT, agent)
            .build();
    sim.advance(Duration.ofSeconds(1));
    return sim;
  }

  /** Two idle endpoints of one provider. */
  private static WireWriter snapshot() {
    WireWriter loads = new WireWriter().varint(2);
    for (int index = 0; index < 2; index++) {
      loads.varint(index).varint(4).varint(3).varint(0).varint(0).varint(0);
    }
    return new WireWriter()
        .section(2, new WireWriter().varint(1).varint(0).text("llm").text("vllm"))
        .section(
            3,
            new WireWriter()
                .varint(2)
                .varint(0)
                .varint(0)
                .text(FIRST)
                .varint(0)
                .varint(1)
                .varint(0)
                .text(SECOND)
                .varint(0))
        .section(5, loads);
  }

  private static Stream chat(HostSim sim, int worker) {
    return sim.worker(worker)
        .request("POST", Demo.PATH, "content-type", Demo.JSON, "x-samovar-explain", "1")
        .body(
            "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + "once upon a time ".repeat(100)
                + "\"}]}")
        .send();
  }

  private static String endpoint(Stream stream) {
    return stream.upstream().headers().get("x-gateway-destination-endpoint");
  }

  @FilterTest
  void whatOneWorkerSawAnsweredWellTheOthersKnowASecondLater(HostSimBuilder builder) {
    try (HostSim sim = sim(builder.workers(3))) {
      String holder;
      try (Stream first = chat(sim, 1)) {
        holder = endpoint(first).split(",")[0];
        first.reply(200, "{}");
      }
      sim.advance(Duration.ofSeconds(1));
      for (int round = 0; round < 8; round++) {
        try (Stream next = chat(sim, 2 + round % 2)) {
          assertThat(endpoint(next)).startsWith(holder);
          next.reply(200, "{}");
        }
      }
      sim.advance(Duration.ofSeconds(1));
      assertThat(agent.prefixes.keySet()).containsExactly("llm " + holder);
      assertThat(agent.prefixes.get("llm " + holder)).isNotEmpty().doesNotHaveDuplicates();
    }
  }

  @FilterTest
  void whatFailedIsHeldByNobody(HostSimBuilder builder) {
    try (HostSim sim = sim(builder)) {
      try (Stream first = chat(sim, 1)) {
        first.reply(500, "{}");
      }
      sim.advance(Duration.ofSeconds(1));
      assertThat(agent.prefixes).isEmpty();
    }
  }

  @FilterTest
  void whatOtherGatewaysSawCountsToo(HostSimBuilder builder) {
    List<Long> blocks;
    try (HostSim sim = sim(builder)) {
      try (Stream first = chat(sim, 1)) {
        first.reply(200, "{}");
      }
      sim.advance(Duration.ofSeconds(1));
      blocks = agent.prefixes.values().iterator().next();
    }
    for (int holder = 0; holder < 2; holder++) {
      try (HostSim sim = sim(builder)) {
        agent.news = new WireWriter().varint(7).varint(1).varint(holder).varint(blocks.size());
        blocks.forEach(agent.news::u64);
        sim.advance(Duration.ofSeconds(1));
        for (int round = 0; round < 4; round++) {
          try (Stream next = chat(sim, 1)) {
            assertThat(endpoint(next)).startsWith(holder == 0 ? FIRST : SECOND);
          }
        }
        assertThat(agent.prefixes).as("news of others are not ours to tell").isEmpty();
      }
    }
  }

  @FilterTest
  void theExchangeShowsTheTokenOfTheEnvironment(HostSimBuilder builder) {
    try (HostSim sim = sim(builder)) {
      assertThat(agent.authorization).isEqualTo("Bearer s3cret");
      assertThat(sim.logs().toString()).doesNotContain("s3cret");
    }
  }
}
