package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.Response;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;
import java.util.List;

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
  void ofAPieceThatNamesTheModelTheFrontAloneIsWritten(HostSimBuilder builder) {
    try (HostSim sim =
        Demo.sim(builder, Demo.with("\"restoreModel\":true"), "{\"minimax_1\":1,\"qwen_1\":2}")) {
      for (String asked : List.of("auto", "as-long-as-M", "longer-than-MiniMax-M2.1")) {
        String front = "data: {\"id\":1,\"model\":\"MiniMax-M2.1\"";
        String restored = front.replace("MiniMax-M2.1", asked);
        String tail = ",\"x\":\"model\"}\n\n";
        try (Stream stream = Demo.chat(sim).body(Demo.body(asked)).send()) {
          Response answer = stream.respond(200, "content-type", "text/event-stream");
          int shift = asked.length() - "MiniMax-M2.1".length();

          answer.data(front + tail);
          int one = front.length();
          assertThat(writes(stream)).containsExactly(write(one, one + shift));

          answer.data(front + tail + front + tail);
          int both = one + tail.length() + one;
          assertThat(writes(stream)).endsWith(write(both, both + 2 * shift)).hasSize(2);

          answer.data("data: [DONE]" + tail).data("");
          assertThat(writes(stream)).as("nothing is found").hasSize(2);

          int held = "\"model\":\"MiniMax-M2.1".length();
          answer.data(front.substring(0, one - 1));
          assertThat(writes(stream)).endsWith(write(one - 1, one - 1 - held)).hasSize(3);
          answer.data("");
          assertThat(writes(stream)).as("an empty piece").hasSize(3);
          answer.data("\"" + tail);
          assertThat(writes(stream)).endsWith(write(1, held + shift + 1)).hasSize(4);

          answer.data("{\"model");
          answer.data("s\":1}\n\n");
          assertThat(writes(stream)).as("given back").endsWith(write(0, 6)).hasSize(6);

          answer.data("{\"model").end();
          assertThat(writes(stream)).as("at the end").endsWith(write(0, 6)).hasSize(8);
          assertThat(stream)
              .answered(200)
              .withBody(
                  (restored + tail).repeat(3)
                      + ("data: [DONE]" + tail + restored + tail)
                      + "{\"models\":1}\n\n{\"model");
        }
      }
    }
  }

  private static String write(int front, int bytes) {
    return "proxy_set_buffer_bytes buffer 1, start 0, length " + front + ", " + bytes + " bytes";
  }

  /** What was written into an answer so far. */
  private static List<String> writes(Stream stream) {
    return stream
        .transcript()
        .lines()
        .filter(line -> line.contains("buffer 1,"))
        .map(line -> line.substring(line.indexOf("proxy_set_buffer_bytes")))
        .toList();
  }

  @FilterTest
  void anAnswerLargerThanTheWindowIsRestored(HostSimBuilder builder) {
    String large = UPSTREAM.replace("\"x\":", "\"x\":\"" + "é".repeat(100_000) + "\",\"y\":");
    try (HostSim sim =
            Demo.sim(
                builder, Demo.with("\"restoreModel\":true"), "{\"minimax_1\":1,\"qwen_1\":2}");
        Stream stream = chat(sim)) {
      stream
          .respond(200, "content-type", Demo.JSON)
          .data(large.substring(0, 12))
          .data(large.substring(12))
          .end();
      assertThat(stream).answered(200).withBody(large.replace("MiniMax-M2.1", "auto"));
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
