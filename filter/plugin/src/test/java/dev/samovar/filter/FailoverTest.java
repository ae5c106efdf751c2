package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.Answer;
import dev.samovar.hostsim.Endpoint;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;

/** The upstream placement: each attempt carries the model of the provider that it goes to. */
@Guest(filter = SamovarFilter.class, wasm = "target/samovar.wasm")
class FailoverTest {
  private static final String METRICS = "{\"minimax_1\":90,\"qwen_1\":10}";
  private static final String UPSTREAM = Demo.with("\"placement\": \"upstream\"");
  private static final Endpoint QIANWEN =
      Endpoint.of("127.0.0.1:1", "qianwen").with("samovar", "provider", "qianwen");
  private static final Endpoint MINMAX =
      Endpoint.of("127.0.0.1:2", "minmax").with("samovar", "provider", "minmax");

  @FilterTest
  void anAttemptAtTheChosenProviderPassesUnread(HostSimBuilder builder) {
    try (HostSim sim = sim(builder);
        Stream stream = Demo.chat(sim).body(Demo.body("auto")).send()) {
      assertThat(stream).reachedUpstream().withBody(Demo.body("qwen3-max-preview"));
      stream.reply(200, "fine");
      assertThat(stream).answered(200).withBody("fine");
      assertThat(stream.attempts()).hasSize(1);
    }
  }

  @FilterTest
  void aRetryAtAnotherProviderGetsThatProvidersModel(HostSimBuilder builder) {
    try (HostSim sim = sim(builder);
        Stream stream = Demo.chat(sim).body(Demo.body("auto")).send()) {
      stream.reply(503, "busy");
      assertThat(stream.attempts()).hasSize(2);
      assertThat(stream)
          .reachedUpstream()
          .withHeader("x-selected-provider", "minmax")
          .withBody(Demo.body("MiniMax-M2.1"))
          .completely();
      stream.reply(200, "fine");
      assertThat(stream).answered(200).withBody("fine");
      assertThat(sim.metric("samovar.provider.minmax.failovers")).isEqualTo(1);
    }
  }

  @FilterTest
  void aRefusedConnectionIsAFailureToo(HostSimBuilder builder) {
    try (HostSim sim = sim(builder);
        Stream stream = Demo.chat(sim).body(Demo.body("auto")).send()) {
      stream.refuse();
      assertThat(stream).reachedUpstream().withBody(Demo.body("MiniMax-M2.1"));
      stream.reply(200, "");
      assertThat(stream).answered(200);
    }
  }

  @FilterTest
  void aRequestThatWasNotDecidedIsLeftAloneUpstream(HostSimBuilder builder) {
    try (HostSim sim = sim(builder);
        Stream stream =
            sim.request("POST", "/other", "content-type", Demo.JSON).body("{\"model\":1}").send()) {
      assertThat(stream).reachedUpstream().withBody("{\"model\":1}");
      stream.reply(200, "");
    }
  }

  private static HostSim sim(HostSimBuilder builder) {
    HostSim sim =
        Demo.routed(builder)
            .configuration(Demo.GUIDE)
            .upstreamConfiguration(UPSTREAM)
            .endpoints(QIANWEN, MINMAX)
            .retries(1)
            .onCallout(Demo.AGENT, call -> Answer.json(METRICS))
            .build();
    sim.advance(Demo.REFRESH);
    return sim;
  }
}
