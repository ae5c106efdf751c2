package dev.samovar.hostsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;
import dev.samovar.hostsim.probe.Probe;

/** What Envoy takes and then breaks on is a fault, and breaks nothing here. */
@Guest(filter = Probe.class, wasm = "target/probe.wasm")
class EnvoyLimitsTest {

  private static void assertFault(HostSim sim, FaultKind kind, String... words) {
    assertThatThrownBy(sim::close)
        .asInstanceOf(type(FaultError.class))
        .satisfies(
            error -> {
              assertThat(error.faults()).extracting(Fault::kind).containsExactly(kind);
              assertThat(error.faults().get(0).message()).contains(words);
            });
  }

  @FilterTest
  void localReplyFromTheLog(HostSimBuilder builder) {
    HostSim sim = builder.build();
    Stream stream = sim.request("GET", "/", "x-script", "log=reply 403 no").send();
    stream.reply(200, "ok");
    assertThat(stream).answered(200).withBody("ok");
    assertThat(Lines.of(sim)).filteredOn(line -> line.equals("log")).hasSize(1);
    assertFault(sim, FaultKind.BREAKS_ENVOY, "proxy_send_local_response", "proxy_on_log");
  }

  @FilterTest
  void closeWhenDone(HostSimBuilder builder) {
    HostSim sim = builder.build();
    sim.request("GET", "/", "x-script", "done=close").send().reply(200, "ok");
    assertFault(sim, FaultKind.BREAKS_ENVOY, "proxy_close_stream", "proxy_on_done");
  }

  @FilterTest
  void trailersAddedToAPausedBody(HostSimBuilder builder) {
    HostSim sim = builder.build();
    Stream stream =
        sim.request("POST", "/", "x-script", "rb=?add rt x-t 1,pause")
            .anyContentLength()
            .body("abc")
            .send();
    stream.abort();
    assertFault(sim, FaultKind.BREAKS_ENVOY, "trailers", "stream 1");
  }

  @FilterTest
  void lineBreakInAnAnswer(HostSimBuilder builder) {
    HostSim sim = builder.build();
    sim.request("GET", "/", "x-script", "sh=set sh x-a a^r^nx-b:^sc").send().reply(200, "ok");
    assertFault(sim, FaultKind.HEADER_SPLIT, "invalid header value for: x-a", "stream 1");
  }

  @FilterTest
  void continueInsideACallbackThatDoesNotPause(HostSimBuilder builder) {
    HostSim sim = builder.build();
    sim.request("GET", "/", "x-script", "rh=continue").send().reply(200, "ok");
    assertFault(sim, FaultKind.CONTINUED_UNPAUSED, "stream 1");
  }

  @FilterTest
  void bytesPastTheAnnouncedLengthNeverReachTheClient(HostSimBuilder builder) {
    HostSim sim = builder.build();
    Stream stream = sim.request("GET", "/", "x-script", "sb=append zz").send().reply(200, "ok");
    assertThat(stream).answered(200).withBody("ok");
    assertFault(sim, FaultKind.CONTENT_LENGTH, "content-length: 2", "6 bytes");
  }
}
