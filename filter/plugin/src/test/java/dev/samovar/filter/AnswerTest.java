package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;

/** The answer's way back through the filter. */
@Guest(filter = SamovarFilter.class, wasm = "target/samovar.wasm")
class AnswerTest {
  private static final String UPSTREAM = "{\"id\":1,\"model\":\"MiniMax-M2.1\",\"x\":\"model\"}";
  private static final String CLIENT = "{\"id\":1,\"model\":\"auto\",\"x\":\"model\"}";

  private static Stream chat(HostSim sim) {
    return Demo.chat(sim).body(Demo.body("auto")).send();
  }

  @FilterTest
  void theClientsModelIsRestoredWhereConfigured(HostSimBuilder builder) {
    try (HostSim sim =
        Demo.sim(builder, Demo.with("\"restoreModel\":true"), "{\"minimax_1\":1,\"qwen_1\":2}")) {
      try (Stream stream = chat(sim)) {
        stream.reply(
            200, UPSTREAM, "content-type", Demo.JSON, "content-length", "" + UPSTREAM.length());
        assertThat(stream).answered(200).withBody(CLIENT);
      }
      try (Stream stream = chat(sim)) {
        String event = "data: " + UPSTREAM + "\n\n";
        stream.reply(200, event + event, "content-type", "text/event-stream; charset=utf-8");
        assertThat(stream)
            .answered(200)
            .withBody("data: " + CLIENT + "\n\ndata: " + CLIENT + "\n\n");
      }
      try (Stream stream = chat(sim)) {
        stream.reply(200, UPSTREAM, "content-type", Demo.JSON, "content-encoding", "gzip");
        assertThat(stream).answered(200).withBody(UPSTREAM);
      }
      try (Stream stream = chat(sim)) {
        stream.reply(200, UPSTREAM, "content-type", "text/plain");
        assertThat(stream).answered(200).withBody(UPSTREAM);
      }
    }
  }

  @FilterTest
  void elseTheAnswerPassesAsItIs(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, "{\"minimax_1\":1,\"qwen_1\":2}");
        Stream stream = chat(sim)) {
      stream.reply(200, UPSTREAM, "content-type", Demo.JSON);
      assertThat(stream).answered(200).withBody(UPSTREAM);
    }
  }

  @FilterTest
  void theDecisionIsToldToWhoeverMayAskAndDoes(HostSimBuilder builder) {
    try (HostSim sim =
        Demo.sim(builder, Demo.with("\"allowExplain\":true"), "{\"minimax_1\":1,\"qwen_1\":2}")) {
      try (Stream stream = chat(sim)) {
        stream.reply(200, "{}");
        assertThat(stream).answered(200).withoutHeader("x-samovar-decision");
      }
      try (Stream stream =
          sim.request("POST", Demo.PATH, "content-type", Demo.JSON, "x-samovar-explain", "1")
              .body(Demo.body("auto"))
              .send()) {
        stream.reply(200, "{}");
        assertThat(stream).answered(200);
        assertThat(stream.downstream().headers().get("x-samovar-decision"))
            .contains("\"provider\":\"minmax\"", "\"load\":1", "\"level\":\"fresh\"");
      }
    }
  }
}
