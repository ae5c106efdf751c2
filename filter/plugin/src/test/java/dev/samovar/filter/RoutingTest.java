package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.Answer;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;
import java.util.concurrent.atomic.AtomicReference;

/** The main job: the provider with the lowest number gets the request, with its own model. */
@Guest(filter = SamovarFilter.class, wasm = "target/samovar.wasm")
class RoutingTest {

  @FilterTest
  void theLowestNumberWins(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, "{\"minimax_1\":90,\"qwen_1\":10}");
        Stream stream = Demo.chat(sim).body(Demo.body("auto")).send()) {
      assertThat(stream)
          .reachedUpstream()
          .routedTo("qianwen")
          .withHeader("x-selected-provider", "qianwen")
          .withoutHeader("x-rewrite-target-model")
          .withBody(Demo.body("qwen3-max-preview"))
          .completely();
      stream.reply(200, "{}");
      assertThat(stream).answered(200).withBody("{}");
      assertThat(Demo.counted(sim, "samovar.provider.qianwen.level.fresh.decisions")).isEqualTo(1);
    }
  }

  @FilterTest
  void swappedNumbersMoveTheChoiceWithTheNextSnapshot(HostSimBuilder builder) {
    AtomicReference<String> numbers = new AtomicReference<>("{\"minimax_1\":90,\"qwen_1\":10}");
    try (HostSim sim =
        Demo.routed(builder)
            .configuration(Demo.GUIDE)
            .onCallout(Demo.AGENT, call -> Answer.json(numbers.get()))
            .build()) {
      sim.advance(Demo.REFRESH);
      numbers.set("{\"minimax_1\":10,\"qwen_1\":90}");
      assertThat(choice(sim)).isEqualTo("qianwen");
      sim.advance(Demo.REFRESH);
      assertThat(choice(sim)).isEqualTo("minmax");
    }
  }

  @FilterTest
  void theAgentIsAskedForTheKeysOfTheConfigurationAlone(HostSimBuilder builder) {
    String odd = "{\"providers\":[{\"name\":\"a\",\"key\":\"k,1 é\"},{\"name\":\"b\"}]}";
    try (HostSim sim = Demo.sim(builder, odd, "{}")) {
      assertThat(sim.callouts().get(1).path())
          .isEqualTo("/v1/metrics?prefix=ai_metric%3A&keys=k%2C1%20%C3%A9,b");
      assertThat(sim.callouts().get(1).headers().get(":method")).isEqualTo("GET");
    }
  }

  @FilterTest
  void aTieGoesToTheFirstConfigured(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, "{\"minimax_1\":5,\"qwen_1\":5}")) {
      assertThat(choice(sim)).isEqualTo("minmax");
    }
  }

  @FilterTest
  void aProviderWithoutANumberIsUnknownAndNotIdle(HostSimBuilder builder) {
    String three =
        """
        {"providers": [{"name": "a", "key": "a"}, {"name": "b", "key": "b"},
                       {"name": "c", "key": "c"}, {"name": "d", "key": "d"}]}
        """;
    try (HostSim sim = Demo.sim(builder, three, "{\"a\":null,\"b\":30,\"c\":20,\"d\":40}")) {
      assertThat(choice(sim)).isEqualTo("c");
    }
    try (HostSim sim = Demo.sim(builder, three, "{\"a\":null,\"b\":20,\"c\":20,\"d\":20}")) {
      assertThat(choice(sim)).as("a median that ties goes by order").isEqualTo("a");
    }
  }

  @FilterTest
  void noNumberAtAllMeansTheConfiguredOrder(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, "{\"minimax_1\":null,\"qwen_1\":null}")) {
      assertThat(choice(sim)).isEqualTo("minmax");
      assertThat(Demo.counted(sim, "samovar.provider.minmax.level.static.decisions")).isEqualTo(1);
    }
  }

  @FilterTest
  void aClientsOwnDecisionIsTakenAway(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, "{\"minimax_1\":90,\"qwen_1\":10}")) {
      try (Stream stream =
          Demo.chat(sim)
              .header("x-selected-provider", "minmax")
              .header("x-rewrite-target-model", "mine")
              .body(Demo.body("auto"))
              .send()) {
        assertThat(stream).reachedUpstream().routedTo("qianwen");
        assertThat(stream.upstream().headers().all("x-selected-provider"))
            .containsExactly("qianwen");
        assertThat(stream.upstream().headers().contains("x-rewrite-target-model")).isFalse();
        stream.reply(200, "");
      }
      try (Stream stream =
          sim.request("GET", "/elsewhere", "x-selected-provider", "minmax").send()) {
        assertThat(stream).reachedUpstream().withoutHeader("x-selected-provider");
        stream.reply(200, "");
      }
    }
  }

  @FilterTest
  void aTrustedDecisionIsNotMadeAgain(HostSimBuilder builder) {
    String trusting = Demo.with("\"trustSelectedProvider\": true");
    try (HostSim sim = Demo.sim(builder, trusting, "{\"minimax_1\":90,\"qwen_1\":10}")) {
      try (Stream stream =
          Demo.chat(sim)
              .header("x-selected-provider", "minmax")
              .body(Demo.body("decided-before"))
              .send()) {
        assertThat(stream)
            .reachedUpstream()
            .routedTo("minmax")
            .withBody(Demo.body("decided-before"));
        stream.reply(200, "");
      }
      try (Stream stream =
          Demo.chat(sim).header("x-selected-provider", "nobody").body(Demo.body("auto")).send()) {
        assertThat(stream).reachedUpstream().withHeader("x-selected-provider", "qianwen");
        stream.reply(200, "");
      }
    }
  }

  @FilterTest
  void theTargetModelIsForwardedWhereConfigured(HostSimBuilder builder) {
    String forwarding = Demo.with("\"forwardTargetModel\": true");
    try (HostSim sim = Demo.sim(builder, forwarding, "{\"minimax_1\":90,\"qwen_1\":10}");
        Stream stream = Demo.chat(sim).body(Demo.body("auto")).send()) {
      assertThat(stream)
          .reachedUpstream()
          .withHeader("x-rewrite-target-model", "qwen3-max-preview");
      stream.reply(200, "");
    }
  }

  @FilterTest
  void aProviderWithoutAModelKeepsTheClients(HostSimBuilder builder) {
    String plain = "{\"providers\":[{\"name\":\"only\"}]}";
    try (HostSim sim = Demo.sim(builder, plain, "{\"only\":1}");
        Stream stream = Demo.chat(sim).body(Demo.body("mine")).send()) {
      assertThat(stream).reachedUpstream().routedTo("only").withBody(Demo.body("mine"));
      stream.reply(200, "");
    }
  }

  @FilterTest
  void whatIsNoJsonPostOnAnLlmPathPassesUntouched(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, "{\"minimax_1\":90,\"qwen_1\":10}")) {
      passes(sim, "GET", Demo.PATH, Demo.JSON);
      passes(sim, "PUT", Demo.PATH, Demo.JSON);
      passes(sim, "POST", "/v1/models", Demo.JSON);
      passes(sim, "POST", "/v1/chat/completions/x", Demo.JSON);
      passes(sim, "POST", Demo.PATH, "text/plain");
      passes(sim, "POST", Demo.PATH, "multipart/mixed; boundary=x");
    }
  }

  @FilterTest
  void aQueryAndACharsetDoNotHideAnLlmRequest(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, "{\"minimax_1\":90,\"qwen_1\":10}");
        Stream stream =
            sim.request(
                    "POST",
                    "/v1/completions?api-version=1",
                    "content-type",
                    "Application/JSON; charset=utf-8")
                .body("{\"model\":\"a\"}")
                .send()) {
      assertThat(stream).reachedUpstream().withBody("{\"model\":\"qwen3-max-preview\"}");
      stream.reply(200, "");
    }
  }

  private static void passes(HostSim sim, String method, String path, String type) {
    String body = "{\"model\":\"auto\"";
    try (Stream stream = sim.request(method, path, "content-type", type).body(body).send()) {
      assertThat(stream)
          .reachedUpstream()
          .withoutHeader("x-selected-provider")
          .withBody(body)
          .completely();
      stream.reply(200, "");
    }
  }

  static String choice(HostSim sim) {
    try (Stream stream = Demo.chat(sim).body(Demo.body("auto")).send()) {
      assertThat(stream).reachedUpstream();
      stream.reply(200, "");
      return stream.upstream().headers().get("x-selected-provider");
    }
  }
}
