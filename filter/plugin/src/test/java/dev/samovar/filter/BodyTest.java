package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;
import java.nio.charset.StandardCharsets;

/** What reaches the provider: the body byte for byte, but for the model; or a clear error. */
@Guest(filter = SamovarFilter.class, wasm = "target/samovar.wasm")
class BodyTest {
  private static final String METRICS = "{\"minimax_1\":90,\"qwen_1\":10}";
  private static final String MODEL = "\"qwen3-max-preview\"";

  @FilterTest
  void onlyTopLevelModelsChangeAndAllOfThem(HostSimBuilder builder) {
    arrives(
        builder,
        " \n{ \"a\" : [ { \"model\" : \"x\" } , 1e3 , null ] , \"model\"\t:\r\n \"one\" ,"
            + "\"t\":{\"model\":\"y\"}, \"model\" : \"two\" , \"z\" : \"\\\"model\\\":\\\"q\\\"\" }\n",
        " \n{ \"a\" : [ { \"model\" : \"x\" } , 1e3 , null ] , \"model\"\t:\r\n "
            + MODEL
            + " ,\"t\":{\"model\":\"y\"}, \"model\" : "
            + MODEL
            + " , \"z\" : \"\\\"model\\\":\\\"q\\\"\" }\n");
  }

  @FilterTest
  void anEscapedKeyIsTheSameKey(HostSimBuilder builder) {
    arrives(builder, "{\"m\\u006Fdel\":\"a\"}", "{\"m\\u006Fdel\":" + MODEL + "}");
    arrives(
        builder,
        "{\"Model\":\"a\",\"model \":\"b\",\"model\":\"\\u4f60\\\"\"}",
        "{\"Model\":\"a\",\"model \":\"b\",\"model\":" + MODEL + "}");
  }

  @FilterTest
  void aModelBehindAHugePromptIsFound(HostSimBuilder builder) {
    String prompt = "é".repeat(300_000);
    String head = "{\"model\":\"first\",\"prompt\":\"" + prompt + "\",\"model\":";
    String tail = ",\"more\":\"" + "x".repeat(200_000) + "\"}";
    arrives(builder, head + "\"late\"" + tail, head.replace("\"first\"", MODEL) + MODEL + tail);
  }

  @FilterTest
  void aBodyMayComeInPiecesOfAnySize(HostSimBuilder builder) {
    byte[] body = Demo.body("auto").getBytes(StandardCharsets.UTF_8);
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, METRICS)) {
      for (int pieces = 1; pieces <= body.length; pieces += 7) {
        try (Stream stream = Demo.chat(sim).body(body).chunks(pieces).send()) {
          assertThat(stream).reachedUpstream().withBody(Demo.body("qwen3-max-preview"));
          stream.reply(200, "");
        }
      }
    }
  }

  @FilterTest
  void trailersEndABodyToo(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, METRICS);
        Stream stream = Demo.chat(sim).body(Demo.body("auto")).trailers("x-sum", "1").send()) {
      assertThat(stream)
          .reachedUpstream()
          .routedTo("qianwen")
          .withBody(Demo.body("qwen3-max-preview"))
          .withTrailer("x-sum", "1");
      stream.reply(200, "");
    }
  }

  @FilterTest
  void aBodyOfSeveralWindowsIsReadToItsEndHoweverItComes(HostSimBuilder builder) {
    String head = "{\"prompt\":\"" + "é".repeat(70_000) + "\",\"model\":";
    String tail = ",\"more\":\"" + "x".repeat(9_000) + "\"}";
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, METRICS)) {
      for (int piece : new int[] {1_000, 32_767, 32_768, 32_769, 65_536, 140_000}) {
        String body = head + "\"auto\"" + tail;
        try (Stream plain = Demo.chat(sim).body(body).chunks(piece).send();
            Stream trailed =
                Demo.chat(sim).body(body).chunks(piece).trailers("x-sum", "1").send()) {
          assertThat(plain).reachedUpstream().withBody(head + MODEL + tail);
          assertThat(trailed).reachedUpstream().withBody(head + MODEL + tail);
          plain.reply(200, "");
          trailed.reply(200, "");
        }
      }
    }
  }

  @FilterTest
  void aContentLengthIsExactAndNoneStaysNone(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, METRICS)) {
      byte[] written = Demo.body("qwen3-max-preview").getBytes(StandardCharsets.UTF_8);
      try (Stream stream = Demo.chat(sim).body(Demo.body("auto")).send()) {
        assertThat(stream)
            .reachedUpstream()
            .withHeader("content-length", String.valueOf(written.length));
        stream.reply(200, "");
      }
      try (Stream stream = Demo.chat(sim).open()) {
        stream.data(Demo.body("auto"), false).data("", true);
        assertThat(stream).reachedUpstream().withoutHeader("content-length").completely();
        stream.reply(200, "");
      }
    }
  }

  @FilterTest
  void invalidUtf8AndControlCharactersInStringsPass(HostSimBuilder builder) {
    byte[] body = "{\"model\":\"a\",\"p\":\"??\n\"}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] expected =
        ("{\"model\":" + MODEL + ",\"p\":\"??\n\"}").getBytes(StandardCharsets.ISO_8859_1);
    body[18] = (byte) 0xff;
    expected[18 + MODEL.length() - 3] = (byte) 0xff;
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, METRICS);
        Stream stream = Demo.chat(sim).body(body).send()) {
      assertThat(stream).reachedUpstream().withBody(expected);
      stream.reply(200, "");
    }
  }

  @FilterTest
  void aKeyOfAMegabytePasses(HostSimBuilder builder) {
    String key = "k".repeat(1 << 20);
    String head = "{\"" + key + "\":1,\"model\":";
    try (HostSim sim = Demo.sim(builder.bufferLimit(4 << 20), Demo.GUIDE, METRICS);
        Stream stream = Demo.chat(sim).body(head + "\"a\"}").send()) {
      assertThat(stream).reachedUpstream().withBody(head + MODEL + "}");
      stream.reply(200, "");
    }
  }

  @FilterTest
  void aBodyThatIsNoObjectWithAModelIsRefused(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, METRICS)) {
      refused(sim, "{\"model\":\"a\"", 400, "invalid_json", "body: ends at byte 12");
      refused(sim, "", 400, "invalid_json", "body: empty");
      refused(sim, "[1]", 400, "invalid_json", "body: expected a JSON object");
      refused(sim, "{\"model\":\"a\"} x", 400, "invalid_json", "body: something follows");
      refused(sim, "{\"model\":\"a\",}", 400, "invalid_json", "body: not JSON at byte 13");
      refused(sim, "{\"a\":1}", 400, "invalid_model", "model: missing");
      refused(sim, "{\"model\":7}", 400, "invalid_model", "model: must be a string");
      refused(sim, "{\"model\":null}", 400, "invalid_model", "model: must be a string");
      refused(sim, "{\"model\":\"\"}", 400, "invalid_model", "model: empty");
      refused(
          sim,
          "{\"model\":\"" + "m".repeat(1025) + "\"}",
          400,
          "invalid_model",
          "model: longer than 1024 bytes");
      refused(
          sim,
          "{\"model\":\"a\",\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}",
          400,
          "invalid_json",
          "body: nested deeper than 512 levels");
      assertThat(sim.metric("samovar.requests.rejected.invalid_json")).isEqualTo(6);
    }
  }

  @FilterTest
  void aCompressedBodyThatNothingUnpackedIsRefused(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, METRICS);
        Stream stream =
            Demo.chat(sim).header("content-encoding", "gzip").body("\u001f\u008b…").send()) {
      assertThat(stream).answeredLocally(415).withBodyContaining("unsupported_content_encoding");
    }
  }

  @FilterTest
  void aBodyOverTheCapIsRefusedByItsLengthOrWhileItComes(HostSimBuilder builder) {
    String small = Demo.with("\"maxBodyBytes\": 100");
    try (HostSim sim = Demo.sim(builder, small, METRICS)) {
      String body = "{\"model\":\"" + "a".repeat(100) + "\"}";
      try (Stream stream = Demo.chat(sim).header("content-length", "101").open()) {
        assertThat(stream)
            .answeredLocally(413)
            .withHeader("content-type", "application/json")
            .withBody(
                "{\"error\":{\"message\":\"body: larger than the 100 bytes that this gateway"
                    + " reads\",\"type\":\"invalid_request_error\",\"param\":null,"
                    + "\"code\":\"body_too_large\"}}");
      }
      try (Stream stream = Demo.chat(sim).open()) {
        stream.data(body.substring(0, 50), false).data(body.substring(50), true);
        assertThat(stream).answeredLocally(413);
      }
    }
  }

  private static void refused(HostSim sim, String body, int status, String code, String message) {
    try (Stream stream = Demo.chat(sim).body(body).send()) {
      assertThat(stream)
          .didNotReachUpstream()
          .answeredLocally(status)
          .withHeader("content-type", "application/json")
          .withBodyContaining("{\"error\":{\"message\":\"" + message)
          .withBodyContaining("\"code\":\"" + code + "\"}}");
      assertThat(stream.responseDetails()).isEqualTo("samovar_" + code);
    }
  }

  private static void arrives(HostSimBuilder builder, String sent, String expected) {
    try (HostSim sim = Demo.sim(builder.bufferLimit(4 << 20), Demo.GUIDE, METRICS);
        Stream stream = Demo.chat(sim).body(sent).send()) {
      assertThat(stream).reachedUpstream().withBody(expected).completely();
      stream.reply(200, "");
    }
  }
}
