package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.samovar.hostsim.Answer;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.LogLine;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;
import java.time.Duration;
import java.util.List;

/** A choice among a fleet, as route, proxy, upstream, client and operator see it. */
@Guest(filter = SamovarFilter.class, wasm = "target/samovar.wasm")
class SelectionTest {
  private static final String FIELDS =
      "'agentCluster':'samovar-agent','clusterHeader':'x-samovar-cluster',"
          + "'providers':[{'name':'vllm','model':'real','cluster':'outbound|80||vllm'},"
          + "{'name':'cloud','cluster':'outbound|443||cloud'}],"
          + "'models':[{'name':'m','aliases':['alias'],'targets':['vllm']},"
          + "{'name':'c','targets':['cloud']}],'logDecisions':'info',"
          + "'failover':{'headers':['x-gateway-destination-endpoint','target-pod']}";
  private static final String ISTIO =
      "'protocol':'openai','algorithm':'inference_lb','model_mapping_rule':{'qwen-2.5-72b':{"
          + "'rules':[{'scene_name':'qwen-2.5-72b','backend':'vllm',"
          + "'cluster':'outbound|8000||qwen-service.llm.svc.cluster.local'}]}},"
          + "'lb_mapping_rule':{'qwen-2.5-72b':{'load_aware_enable':true,'cache_aware_enable':true,"
          + "'candidate_percent':10,'request_load_weight':1,'prefill_load_weight':3,"
          + "'cache_radio_weight':2}}";

  private final Ranked fleet =
      new Ranked().with("vllm", "10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80", "10.0.0.4:80");

  @FilterTest
  void theRouteAndTheProxyReadTheDecisionInHeaders(HostSimBuilder builder) {
    try (HostSim sim = fleet.start(builder, FIELDS);
        Stream stream = Ranked.chat(sim, 1, "alias").send()) {
      assertThat(stream)
          .reachedUpstream()
          .routedTo("vllm")
          .withHeader("x-samovar-cluster", "outbound|80||vllm")
          .withBody(Demo.body("real"))
          .clearedRouteCache();
      assertThat(Ranked.list(stream)).hasSize(3).doesNotHaveDuplicates();
      assertThat(stream.upstream().headers().get("target-pod"))
          .isEqualTo(stream.upstream().headers().get(Ranked.LIST));
      assertThat(stream.attempts().get(0).endpoint().address())
          .isEqualTo(Ranked.list(stream).get(0));
      stream.reply(200, "{}");
      assertThat(messages(sim))
          .anyMatch(
              line ->
                  line.contains("selected backend provider=vllm endpoint=10.0.0.")
                      && line.contains("model=alias upstream_model=real level=fresh"));
    }
  }

  @FilterTest
  void anUnknownModelIsAnsweredWithOpenAisErrorAndALine(HostSimBuilder builder) throws Exception {
    try (HostSim sim = fleet.start(builder, FIELDS);
        Stream stream = Ranked.chat(sim, 1, "M\\n\\\"x").send()) {
      assertThat(stream).didNotReachUpstream().answeredLocally(404);
      JsonNode error = new ObjectMapper().readTree(stream.downstream().text()).path("error");
      assertThat(error.path("code").asText()).isEqualTo("model_not_found");
      assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
      assertThat(error.path("param").asText()).isEqualTo("model");
      assertThat(error.path("message").asText()).contains("M\n\"x");
      assertThat(messages(sim))
          .anyMatch(line -> line.contains("not found in mapping rules") && !line.contains("\n"));
      stream.close();
      assertThat(fleet.inFlight(sim)).isEmpty();
    }
  }

  @FilterTest
  void aProviderWithoutKnownEndpointsHasNoList(HostSimBuilder builder) {
    try (HostSim sim = fleet.start(builder, FIELDS);
        Stream stream =
            Ranked.chat(sim, 1, "c", Ranked.LIST, "6.6.6.6:1", "target-pod", "6.6.6.6:1").send()) {
      assertThat(stream)
          .reachedUpstream()
          .routedTo("cloud")
          .withoutHeader(Ranked.LIST)
          .withoutHeader("target-pod")
          .withBody(Demo.body("c"));
      stream.reply(200, "{}");
    }
  }

  @FilterTest
  void aClientsOwnDecisionNeverGetsThrough(HostSimBuilder builder) {
    String[] own = {
      "x-selected-provider",
      "cloud",
      "x-samovar-cluster",
      "admin",
      Ranked.LIST,
      "6.6.6.6:1",
      "target-pod",
      "6.6.6.6:1",
      "x-rewrite-target-model",
      "mine"
    };
    try (HostSim sim = fleet.start(builder, FIELDS)) {
      try (Stream stream = Ranked.chat(sim, 1, "m", own).send()) {
        assertThat(stream)
            .reachedUpstream()
            .routedTo("vllm")
            .withHeader("x-samovar-cluster", "outbound|80||vllm")
            .withoutHeader("x-rewrite-target-model");
        assertThat(Ranked.list(stream)).doesNotContain("6.6.6.6:1");
        assertThat(stream.upstream().headers().all(Ranked.LIST)).hasSize(1);
        stream.reply(200, "{}");
      }
      try (Stream stream =
          sim.request("POST", "/v1/models", own)
              .header("content-type", Demo.JSON)
              .body("{}")
              .send()) {
        for (int i = 0; i < own.length; i += 2) {
          assertThat(stream).reachedUpstream().withoutHeader(own[i]);
        }
        stream.reply(200, "{}");
      }
    }
  }

  @FilterTest
  void aDecisionIsExplainedOnlyWhereThatIsAllowed(HostSimBuilder builder) throws Exception {
    String[] wants = {"x-samovar-explain", "1"};
    try (HostSim sim = fleet.start(builder, FIELDS);
        Stream stream = Ranked.chat(sim, 1, "m", wants).send()) {
      stream.reply(200, "{}");
      assertThat(stream.downstream().headers().contains("x-samovar-decision")).isFalse();
    }
    try (HostSim sim = fleet.start(builder, FIELDS + ",'allowExplain':true")) {
      try (Stream stream = Ranked.chat(sim, 1, "m", wants).send()) {
        stream.reply(503, "{}").reply(503, "{}").reply(200, "{}");
        String told = stream.downstream().headers().get("x-samovar-decision");
        JsonNode json = new ObjectMapper().readTree(told);
        assertThat(json.path("endpoint").asText()).isEqualTo(Ranked.list(stream).get(0));
        assertThat(json.path("level").asText()).isEqualTo("fresh");
        assertThat(json.path("candidates")).hasSize(4);
        for (JsonNode candidate : json.path("candidates")) {
          assertThat(candidate.path("inFlight").asInt()).as("before the request counts").isZero();
        }
      }
      try (Stream stream = Ranked.chat(sim, 1, "m", "x-samovar-explain", "0").send()) {
        stream.reply(200, "{}");
        assertThat(stream.downstream().headers().contains("x-samovar-decision")).isFalse();
      }
    }
  }

  @FilterTest
  void aRequestNamesItsPolicyOnlyWhereThatIsAllowed(HostSimBuilder builder) {
    String[] wants = {"routing-strategy", "least-request"};
    try (HostSim sim = fleet.start(builder, FIELDS);
        Stream stream = Ranked.chat(sim, 1, "m", wants).send()) {
      stream.reply(200, "{}");
      assertThat(messages(sim)).noneMatch(line -> line.contains("reason=least-request"));
    }
    try (HostSim sim = fleet.start(builder, FIELDS + ",'allowRoutingStrategy':true")) {
      try (Stream stream = Ranked.chat(sim, 1, "m", wants).send()) {
        stream.reply(200, "{}");
      }
      try (Stream stream = Ranked.chat(sim, 1, "m", "routing-strategy", "no such").send()) {
        stream.reply(200, "{}");
      }
      assertThat(messages(sim).stream().filter(line -> line.contains("selected backend")))
          .hasSize(2)
          .anyMatch(line -> line.contains("reason=least-request"))
          .anyMatch(line -> line.contains("reason=expected-wait"));
    }
  }

  @FilterTest
  void theIstioFiltersConfigurationWorksAsItStands(HostSimBuilder builder) {
    Ranked istio =
        new Ranked().with("outbound|8000||qwen-service.llm.svc.cluster.local", "10.0.0.1:8000");
    try (HostSim sim = istio.start(builder, ISTIO + ",'logDecisions':'info'", false)) {
      for (String more : new String[] {"", ",\"stream\":true"}) {
        String body =
            "{\"model\":\"qwen-2.5-72b\",\"messages\":[{\"role\":\"user\",\"content\":"
                + "\"Hello, how are you?\"}]"
                + more
                + "}";
        try (Stream stream =
            sim.request("POST", "/v1/chat/completions", "content-type", Demo.JSON)
                .body(body)
                .send()) {
          assertThat(stream)
              .reachedUpstream()
              .withHeader("x-selected-provider", "qwen-2.5-72b")
              .withHeader("x-samovar-cluster", "outbound|8000||qwen-service.llm.svc.cluster.local")
              .withBody(body)
              .clearedRouteCache();
          stream.reply(200, "{}");
        }
      }
      try (Stream stream = Ranked.chat(sim, 1, "Qwen-2.5-72b").send()) {
        assertThat(stream).didNotReachUpstream().answeredLocally(404);
        assertThat(stream.downstream().text()).contains("\"code\":\"model_not_found\"");
      }
      assertThat(messages(sim))
          .anyMatch(line -> line.contains("llm-proxy") && line.contains("selected backend"))
          .anyMatch(
              line ->
                  line.contains("llm-proxy")
                      && line.contains("model Qwen-2.5-72b not found in mapping rules"));
    }
  }

  @FilterTest
  void theIstioFiltersUsersFindWhatFailedByItsWords(HostSimBuilder builder) {
    try (HostSim sim =
        Demo.routed(builder)
            .configuration("{" + ISTIO.replace('\'', '"') + "}")
            .environment("METADATA_CENTER_ENABLED", "true")
            .environment("METADATA_CENTER_HOST", "metadata-center.llm.svc.cluster.local")
            .environment("METADATA_CENTER_PORT", "80")
            .onCallout(
                "outbound|80||metadata-center.llm.svc.cluster.local", call -> Answer.status(503))
            .build()) {
      sim.advance(Duration.ofSeconds(1));
      assertThat(messages(sim))
          .anyMatch(
              line ->
                  line.contains("llm-proxy: query load failed, query kv cache failed")
                      && line.contains("metadata-center"));
    }
  }

  private static List<String> messages(HostSim sim) {
    return sim.logs().stream().map(LogLine::message).toList();
  }
}
