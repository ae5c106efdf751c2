package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.Answer;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.Profile;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;
import java.time.Duration;

/** Whether the headers wait for the body, and what happens where they cannot or need not. */
@Guest(filter = SamovarFilter.class, wasm = "target/samovar.wasm")
class HoldTest {
  private static final String METRICS = "{\"minimax_1\":90,\"qwen_1\":10}";
  private static final String HEADERS = Demo.with("\"bodyRouting\": \"headers\"");
  private static final String HEADERS_PER_REQUEST =
      Demo.with("\"bodyRouting\": \"headers\", \"freshness\": \"request\"");

  @FilterTest
  void headersWaitUntilTheBodyIsComplete(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, METRICS);
        Stream stream = Demo.chat(sim).open()) {
      stream.data("{\"model\":\"auto\",", false);
      assertThat(stream).didNotReachUpstream();
      sim.advance(Duration.ofSeconds(60));
      assertThat(stream).as("a slow body is waited for").didNotReachUpstream();
      stream.data("\"n\":1}", true);
      assertThat(stream)
          .reachedUpstream()
          .routedTo("qianwen")
          .withBody("{\"model\":\"qwen3-max-preview\",\"n\":1}");
      stream.reply(200, "");
    }
  }

  @FilterTest
  void aHeldRequestThatGetsNoBodyGoesOnByItsHeaders(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, METRICS);
        Stream stream = Demo.chat(sim).open()) {
      sim.advance(Duration.ofSeconds(4));
      assertThat(stream).didNotReachUpstream();
      sim.advance(Duration.ofMillis(1500));
      assertThat(stream).reachedUpstream().routedTo("qianwen");
      assertThat(sim.metric("samovar.requests.resumed_unread")).isEqualTo(1);
      stream.data(Demo.body("auto"), true);
      assertThat(stream)
          .reachedUpstream()
          .withBody(Demo.body("qwen3-max-preview"))
          .withoutHeader("content-length");
      stream.reply(200, "");
    }
  }

  @FilterTest
  void aHostThatCannotHoldHeadersIsWaitedForAndNeverHangs(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder.profile(Profile.NO_HOLD), Demo.GUIDE, METRICS);
        Stream stream = Demo.chat(sim).body(Demo.body("auto")).anyContentLength().send()) {
      assertThat(stream).didNotReachUpstream();
      sim.advance(Duration.ofSeconds(6));
      assertThat(stream)
          .reachedUpstream()
          .routedTo("qianwen")
          .withBody(Demo.body("qwen3-max-preview"))
          .completely();
      stream.reply(200, "");
    }
  }

  @FilterTest
  void headersModeDecidesWithoutTheBody(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder.profile(Profile.NO_HOLD), HEADERS, METRICS)) {
      try (Stream stream = Demo.chat(sim).open()) {
        assertThat(stream).reachedUpstream().routedTo("qianwen").withoutHeader("content-length");
        stream.data(Demo.body("auto"), true);
        assertThat(stream).reachedUpstream().withBody(Demo.body("qwen3-max-preview")).completely();
        stream.reply(200, "");
      }
      try (Stream stream = Demo.chat(sim).body(Demo.body("auto")).trailers("a", "b").send()) {
        assertThat(stream)
            .reachedUpstream()
            .withBody(Demo.body("qwen3-max-preview"))
            .withTrailer("a", "b");
        stream.reply(200, "");
      }
    }
  }

  @FilterTest
  void headersModeRefusesABadBodyToo(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder.profile(Profile.NO_HOLD), HEADERS, METRICS);
        Stream stream = Demo.chat(sim).body("{\"model\":").send()) {
      assertThat(stream).answeredLocally(400).withBodyContaining("invalid_json");
    }
  }

  @FilterTest
  void headersModeWithFreshMetricsIsTheGuidesFlow(HostSimBuilder builder) {
    try (HostSim sim =
            Demo.routed(builder)
                .profile(Profile.NO_HOLD)
                .configuration(HEADERS_PER_REQUEST)
                .build();
        Stream stream = Demo.chat(sim).body(Demo.body("auto")).send()) {
      assertThat(stream).didNotReachUpstream();
      sim.callouts().get(0).answer(Answer.json(METRICS));
      assertThat(stream)
          .reachedUpstream()
          .routedTo("qianwen")
          .withBody(Demo.body("qwen3-max-preview"))
          .completely();
      stream.reply(200, "");
    }
  }

  @FilterTest
  void headersModeTakesABodyThatComesBeforeTheAnswer(HostSimBuilder builder) {
    try (HostSim sim = Demo.routed(builder).configuration(HEADERS_PER_REQUEST).build()) {
      try (Stream whole = Demo.chat(sim).body(Demo.body("auto")).send()) {
        assertThat(whole).didNotReachUpstream();
        sim.callouts().get(0).answer(Answer.json(METRICS));
        assertThat(whole).reachedUpstream().withBody(Demo.body("qwen3-max-preview")).completely();
        whole.reply(200, "");
      }
      try (Stream part = Demo.chat(sim).open()) {
        part.data("{\"model\":\"au", false);
        sim.callouts().get(1).answer(Answer.json(METRICS));
        assertThat(part).didNotReachUpstream();
        part.data("to\"}", true);
        assertThat(part).reachedUpstream().withBody("{\"model\":\"qwen3-max-preview\"}");
        part.reply(200, "");
      }
      try (Stream none = Demo.chat(sim).open()) {
        sim.callouts().get(2).answer(Answer.json(METRICS));
        assertThat(none).reachedUpstream().withoutHeader("content-length");
        none.data(Demo.body("auto"), true);
        assertThat(none).reachedUpstream().withBody(Demo.body("qwen3-max-preview"));
        none.reply(200, "");
      }
    }
  }
}
