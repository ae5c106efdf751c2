package dev.samovar.hostsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The classes as a guest, without the JUnit extension. */
class JvmGuestTest {

  @Test
  void calloutAnswerRewritesTheHeldBody() {
    try (HostSim sim =
        HostSim.builder()
            .guest(Guests.jvm(EchoFilter::new))
            .routes(headers -> headers.contains("x-choice") ? "b" : "a")
            .build()) {
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

  @Test
  void missingGuestIsSaid() {
    assertThatThrownBy(() -> HostSim.builder().build()).hasMessageStartingWith("guest: ");
    assertThatThrownBy(() -> HostSim.builder().guest(Guests.jvm(() -> null)).build())
        .isInstanceOf(ModuleException.class)
        .hasMessageStartingWith("filter: ");
  }
}
