package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;

/** Audio and images come as forms: the field {@code model} is all that is read of them. */
@Guest(filter = SamovarFilter.class, wasm = "target/samovar.wasm")
class FormTest {
  private static final String LOADS = "{\"minimax_1\":1,\"qwen_1\":2}";

  private static String form(String model, String file) {
    return "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
        + file
        + "\r\n--x\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\n"
        + model
        + "\r\n--x--\r\n";
  }

  private static Stream post(HostSim sim, String path, String body) {
    return sim.request("POST", path, "content-type", "multipart/form-data; boundary=x")
        .body(body)
        .send();
  }

  @FilterTest
  void theModelBehindAFileIsRewrittenAndNothingElse(HostSimBuilder builder) {
    String file = "\u0000\"model\"\r\n--y ".repeat(20_000);
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, LOADS);
        Stream stream = post(sim, "/v1/audio/transcriptions", form("auto", file))) {
      assertThat(stream)
          .reachedUpstream()
          .withHeader("x-selected-provider", "minmax")
          .withBody(form("MiniMax-M2.1", file))
          .completely();
      stream.reply(200, "{}");
      assertThat(stream).answered(200);
    }
  }

  @FilterTest
  void aFormWithoutAModelOrAnEndIsRefused(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, LOADS)) {
      for (String body : new String[] {form("", "f"), "--x\r\n", "garbage"}) {
        try (Stream stream = post(sim, "/v1/images/edits", body)) {
          assertThat(stream).answered(400);
        }
      }
    }
  }
}
