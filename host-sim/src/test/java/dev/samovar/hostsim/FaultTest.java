package dev.samovar.hostsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;
import dev.samovar.hostsim.probe.Probe;

/** What a guest does wrong is found, and told with call, context and phase. */
@Guest(filter = Probe.class, wasm = "target/probe.wasm")
class FaultTest {

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
  void unansweredCallout(HostSimBuilder builder) {
    HostSim sim = builder.build();
    sim.request("GET", "/", "x-script", "rh=call agent /a 1000,pause").send();
    assertFault(
        sim, FaultKind.CALLOUT_UNANSWERED, "callout 4 to agent /a", "context 2", "request_headers");
  }

  @FilterTest
  void calloutThatTheTestMeansToLeaveIsNone(HostSimBuilder builder) {
    try (HostSim sim = builder.onCallout("agent", call -> Answer.never()).build()) {
      sim.request("GET", "/", "x-script", "rh=call agent /a 1000,pause").send();
      sim.request("GET", "/", "x-script", "rh=call other /a 1000,pause").send();
      sim.pendingCallouts().get(1).leave();
    }
  }

  @FilterTest
  void bodyChangedAfterTheStreamWentOn(HostSimBuilder builder) {
    HostSim sim = builder.onCallout("agent", call -> Answer.json("1")).build();
    String script = "rb=?call agent /a 1000;cb=write rb 0 9 new,log seen";
    sim.request("POST", "/", "x-script", script).body("abc").send();
    assertFault(
        sim,
        FaultKind.BODY_CHANGED_OUTSIDE,
        "proxy_set_buffer_bytes",
        "request body",
        "context 2",
        "proxy_on_http_call_response");
  }

  @FilterTest
  void bodyChangedWhereItIsHeldIsNone(HostSimBuilder builder) {
    try (HostSim sim = builder.onCallout("agent", call -> Answer.json("1")).build()) {
      String script =
          "rb=?call agent /a 1000,pause;rh=del rh content-length;cb=replace new,continue";
      sim.request("POST", "/", "x-script", script).body("abc").send();
    }
  }

  @FilterTest
  void ignoredStatus(HostSimBuilder builder) {
    HostSim sim = builder.logLevel(dev.samovar.proxywasm.LogLevel.CRITICAL).build();
    sim.request("POST", "/", "x-script", "rb=?silent,?set rh x-a b").body("abc").send();
    assertFault(
        sim,
        FaultKind.STATUS_IGNORED,
        "proxy_replace_header_map_value",
        "x-a",
        "BAD_ARGUMENT",
        "context 2",
        "proxy_on_request_body");
  }

  @FilterTest
  void loggedStatusIsNotIgnored(HostSimBuilder builder) {
    try (HostSim sim = builder.build()) {
      sim.request("POST", "/", "x-script", "rb=set rh x-a b").body("abc").send();
    }
  }

  @FilterTest
  void rootThatNeverEnds(HostSimBuilder builder) {
    HostSim sim = builder.configuration("done=wait").build();
    assertFault(sim, FaultKind.CONTEXT_LEAKED, "root context 1", "proxy_on_done");
  }

  @FilterTest
  void exceptionThatLeftACallback(HostSimBuilder builder) {
    HostSim sim = builder.build();
    sim.request("GET", "/", "x-script", "rh=throw").send();
    assertFault(
        sim,
        FaultKind.EXCEPTION,
        "proxy_on_request_headers: context 2: ",
        "IllegalStateException",
        "in proxy_on_request_headers");
  }

  @FilterTest
  void exceptionThatTheTestExpectsIsNone(HostSimBuilder builder) {
    try (HostSim sim = builder.allow(FaultKind.EXCEPTION).build()) {
      sim.request("GET", "/", "x-script", "rh=throw").send();
    }
  }

  @FilterTest
  void effectiveContextThatIsGone(HostSimBuilder builder) {
    HostSim sim = builder.build();
    sim.request("GET", "/", "x-script", "rh=effective 77").send();
    assertFault(
        sim,
        FaultKind.DEAD_CONTEXT,
        "proxy_set_effective_context: context 77",
        "proxy_on_request_headers");
  }

  @FilterTest
  void continueWithoutPause(HostSimBuilder builder) {
    HostSim sim = builder.build();
    sim.request("GET", "/", "x-script", "rh=continue").send();
    assertFault(sim, FaultKind.CONTINUED_UNPAUSED, "proxy_continue_stream", "stream 1");
  }

  @FilterTest
  void contentLengthThatDoesNotFit(HostSimBuilder builder) {
    HostSim sim = builder.build();
    sim.request("POST", "/", "x-script", "rb=!pause,?replace longer").body("abc").send();
    assertFault(
        sim,
        FaultKind.CONTENT_LENGTH,
        "content-length: 3",
        "6 bytes",
        "context 2, after proxy_on_request_body");
  }

  @FilterTest
  void allowedFaultsDoNotFail(HostSimBuilder builder) {
    try (HostSim sim = builder.allow(FaultKind.CONTENT_LENGTH).build()) {
      sim.request("POST", "/", "x-script", "rb=!pause,?replace longer").body("abc").send();
    }
  }

  @FilterTest
  void transcriptShowsWhatWasSentAndNotWhatBecameOfIt(HostSimBuilder builder) {
    try (HostSim sim = builder.build()) {
      Stream stream = sim.request("GET", "/", "x-script", "rh=set rh x-hello world").send();
      assertThat(stream.transcript().lines().filter(line -> line.contains("client sends headers")))
          .singleElement()
          .satisfies(line -> assertThat(line).doesNotContain("x-hello: world"));
      assertThat(stream.transcript()).contains("attempt 1 gets headers").contains("x-hello: world");
    }
  }

  @FilterTest
  void failedAssertionShowsTheTranscript(HostSimBuilder builder) {
    try (HostSim sim = builder.build()) {
      Stream stream = sim.request("GET", "/", "x-script", "rh=set rh x-a b").send();
      assertThatThrownBy(() -> assertThat(stream).reachedUpstream().withHeader("x-a", "c"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("header x-a is \"b\", expected \"c\"")
          .hasMessageContaining("proxy_replace_header_map_value")
          .hasMessageContaining("proxy_on_request_headers");
    }
  }
}
