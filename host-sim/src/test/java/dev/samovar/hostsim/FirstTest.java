package dev.samovar.hostsim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;

@Guest(filter = EchoFilter.class)
class FirstTest {

  @FilterTest
  void calloutAnswerRewritesTheHeldBody(HostSimBuilder builder) {
    try (HostSim sim = builder.routes(h -> h.contains("x-choice") ? "b" : "a").build()) {
      sim.onCallout("agent", call -> Answer.json("qianwen"));
      try (Stream stream = sim.request("POST", "/v1/chat", "a", "b").body("hello").send()) {
        assertThat(stream)
            .reachedUpstream()
            .withHeader("x-choice", "qianwen")
            .withBody("<qianwen 5>")
            .completely()
            .routedTo("b");
        stream.reply(200, "hi", "x-y", "z");
        assertThat(stream).answered(200).withBody("hi").completely();
      }
    }
  }
}
