package dev.samovar.hostsim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;
import dev.samovar.hostsim.probe.Probe;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/**
 * Pause and continue in each phase, what is open when, and what is held. Longer than most files:
 * each phase by each answer is a case.
 */
@Guest(filter = Probe.class, wasm = "target/probe.wasm")
class HttpFlowTest {

  private static RequestBuilder post(HostSim sim, String script) {
    return sim.request("POST", "/v1/chat/completions", "x-script", script);
  }

  @Nested
  class Request {

    @FilterTest
    void bodyPassesPieceByPiece(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        Stream stream = post(sim, "x=y").open().data("abc", false).data("de", false).data("", true);
        assertThat(stream).reachedUpstream().withBody("abcde").completely();
        assertThat(stream.upstream().chunks()).hasSize(2);
        assertThat(Lines.of(sim))
            .containsExactly(
                "vm-start 0", "rh end false", "rb 3 end false", "rb 2 end false", "rb 0 end true");
      }
    }

    @FilterTest
    void pausedBodyGrowsUntilItGoesOn(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        Stream stream = post(sim, "rb=!pause,?replace new").open().data("abc", false);
        assertThat(stream).isPaused().reachedUpstream().withBody("");
        stream.data("de", false).data("f", true);
        assertThat(stream).reachedUpstream().withBody("new").completely();
        assertThat(Lines.of(sim))
            .containsSubsequence("rb 3 end false", "rb 5 end false", "rb 6 end true");
      }
    }

    @FilterTest
    void heldHeadersCanChangeInTheBody(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        Stream stream = post(sim, "rh=pause;rb=!pause,?set rh x-a b,?clear").body("hello").send();
        assertThat(stream)
            .reachedUpstream()
            .withHeader("x-a", "b")
            .withBody("hello")
            .clearedRouteCache();
        assertThat(Lines.of(sim)).contains("set rh x-a b -> OK");
      }
    }

    @FilterTest
    void headersAreClosedAfterContinue(HostSimBuilder builder) {
      try (HostSim sim = builder.allow(FaultKind.STATUS_IGNORED).build()) {
        Stream stream = post(sim, "rb=set rh x-a b,get rh x-script,pairs rh").body("hi").send();
        assertThat(stream).reachedUpstream().withoutHeader("x-a");
        assertThat(Lines.of(sim))
            .contains(
                "set rh x-a b -> BAD_ARGUMENT", "get rh x-script -> null", "pairs rh -> none");
      }
    }

    @FilterTest
    void withoutTheFlagAPausedHeaderStopsTheBody(HostSimBuilder builder) {
      try (HostSim sim = builder.profile(Profile.NO_HOLD).build()) {
        Stream stream = post(sim, "rh=pause").body("hello").send();
        assertThat(stream).isPaused().didNotReachUpstream();
        assertThat(Lines.of(sim)).doesNotContain("rb 5 end true");
      }
    }

    @FilterTest
    void afterTheCalloutTheWholeBodyArrivesAtOnce(HostSimBuilder builder) {
      try (HostSim sim = builder.profile(Profile.NO_HOLD).build()) {
        Stream stream = post(sim, "rh=call agent /a 100,pause;cb=set rh x-a b,continue").open();
        stream.data("abc", false).data("de", true);
        assertThat(stream).didNotReachUpstream();
        sim.callouts().get(0).answer(Answer.json("1"));
        assertThat(stream).reachedUpstream().withHeader("x-a", "b").withBody("abcde");
        assertThat(Lines.of(sim)).contains("rb 5 end true");
      }
    }

    @FilterTest
    void calloutMayWriteTheHeldBody(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        sim.onCallout("agent", call -> Answer.json("1"));
        Stream stream =
            post(sim, "rh=pause;rb=?call agent /a 100,pause;cb=replace xyz,continue")
                .body("abc")
                .send();
        assertThat(stream).reachedUpstream().withBody("xyz").completely();
      }
    }

    @FilterTest
    void trailersEndTheBodyWithoutItsEnd(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        Stream stream =
            post(sim, "rb=pause;rt=read rb 0 64,replace new").body("abc").trailers("t", "1").send();
        assertThat(stream).reachedUpstream().withBody("new").withTrailer("t", "1").completely();
        assertThat(Lines.of(sim)).contains("rb 3 end false", "rt 1", "read rb 0 64 -> 3 abc");
      }
    }

    @FilterTest
    void trailersCanBeAddedInTheLastBody(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        Stream stream = post(sim, "rb=?add rt x-t 1").body("abc").send();
        assertThat(stream).reachedUpstream().withTrailer("x-t", "1").completely();
      }
    }

    @FilterTest
    void tooMuchHeldBodyIsRefused(HostSimBuilder builder) {
      try (HostSim sim = builder.bufferLimit(4).build()) {
        Stream stream = post(sim, "rb=pause").open().data("abc", false).data("def", false);
        assertThat(stream).answeredLocally(413).withBody("Payload Too Large");
      }
    }

    @FilterTest
    void stoppedStreamStopsReadingAtTheLimit(HostSimBuilder builder) {
      try (HostSim sim = builder.bufferLimit(4).profile(Profile.NO_HOLD).build()) {
        Stream stream = post(sim, "rh=call agent /a 0,pause;cb=continue").open();
        stream.data("abcdef", false).data("ghi", true);
        assertThat(stream.isReadingStopped()).isTrue();
        sim.callouts().get(0).answer(Answer.json("1"));
        assertThat(stream).reachedUpstream().withBody("abcdefghi").completely();
        assertThat(stream.isReadingStopped()).isFalse();
      }
    }
  }

  @Nested
  class Answers {

    @FilterTest
    void answerBodyIsHeldAndReplaced(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        Stream stream =
            sim.request("GET", "/", "x-script", "sh=del sh content-length;sb=!pause,?replace new")
                .send();
        stream.respond(200).data("abc").data("def").end();
        assertThat(stream).answered(200).withBody("new").completely();
        assertThat(Lines.of(sim)).containsSubsequence("sb 3 end false", "sb 6 end false");
      }
    }

    @FilterTest
    void answerTrailersAreSeen(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        Stream stream = sim.request("GET", "/", "x-script", "st=get st a,set st b 2").send();
        stream.respond(200).data("abc").trailers("a", "1");
        assertThat(stream).answered(200).withTrailer("a", "1").withTrailer("b", "2").completely();
      }
    }

    @FilterTest
    void localReplyPassesTheFilterToo(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        Stream stream =
            sim.request("GET", "/", "x-script", "rh=reply 403 no;sh=set sh x-s 1").send();
        assertThat(stream)
            .didNotReachUpstream()
            .answeredLocally(403)
            .withHeader("x-s", "1")
            .withHeader("x-local", "1")
            .withHeader("content-type", "text/plain")
            .withBody("no");
        assertThat(stream.responseDetails()).isEqualTo("probe");
        assertThat(Lines.of(sim)).contains("sh 403 end false", "sb 2 end true");
      }
    }

    @FilterTest
    void localReplyFromTheAnswerGoesRoundTheFilter(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        Stream stream = sim.request("GET", "/", "x-script", "sh=reply 502 bad").send();
        stream.reply(200, "good");
        assertThat(stream).answeredLocally(502).withBody("bad").completely();
      }
    }

    @FilterTest
    void closedStreamIsReset(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        Stream stream = sim.request("GET", "/", "x-script", "rh=close,pause").send();
        assertThat(stream).wasReset().isUnanswered();
      }
    }

    @FilterTest
    void contextEndsOnceWithLogDoneDelete(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        sim.request("GET", "/", "x-script", "x=y").send().reply(204, "");
        assertThat(Lines.of(sim))
            .containsExactly(
                "vm-start 0", "rh end true", "sh 204 end true", "log", "done", "delete");
        assertThat(sim.worker(1).liveContexts()).isEqualTo(1);
      }
    }

    @FilterTest
    void clientThatLeavesEndsTheContext(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        Stream stream = sim.request("GET", "/", "x-script", "log=prop response.flags").send();
        stream.abort();
        assertThat(Lines.of(sim)).endsWith("done", "delete");
        assertThat(stream).wasReset();
      }
    }

    @FilterTest
    void lateCalloutAnswersAreDropped(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        Stream stream = sim.request("GET", "/", "x-script", "rh=call agent /a 1000,pause").send();
        stream.abort();
        sim.callouts().get(0).answer(Answer.json("1"));
        assertThat(Lines.of(sim)).noneMatch(line -> line.startsWith("answer"));
      }
    }

    @FilterTest
    void calloutsMayBeAnsweredOutOfOrder(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        String script = "rh=call agent /a 1000,call agent /b 1000,pause";
        Stream stream = sim.request("GET", "/", "x-script", script).send();
        sim.callouts().get(1).answer(200, "second");
        sim.callouts().get(0).answer(200, "first");
        assertThat(Lines.of(sim))
            .containsSubsequence("answer headers 200 6 0 second", "answer headers 200 5 0 first");
        stream.abort();
      }
    }

    @FilterTest
    void deadlineOfACalloutIsA504(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        Stream stream =
            sim.request("GET", "/", "x-script", "rh=call agent /a 100,pause;cb=continue").send();
        sim.advance(Duration.ofMillis(99));
        assertThat(stream).isPaused();
        sim.advance(Duration.ofMillis(1));
        assertThat(stream).reachedUpstream();
        assertThat(Lines.of(sim)).contains("answer headers 504 24 0 upstream request timeout");
      }
    }

    @FilterTest
    void brokenCalloutHasNoHeaders(HostSimBuilder builder) {
      try (HostSim sim = builder.build()) {
        sim.onCallout("agent", call -> Answer.fail());
        Stream stream =
            sim.request("GET", "/", "x-script", "rh=call agent /a 100,pause;cb=continue").send();
        assertThat(stream).reachedUpstream();
        assertThat(Lines.of(sim)).contains("answer no-headers null 0 0 ");
      }
    }
  }
}
