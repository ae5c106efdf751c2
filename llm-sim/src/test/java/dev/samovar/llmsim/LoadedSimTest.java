package dev.samovar.llmsim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.samovar.llmsim.metrics.Spelling;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cache, adapters, engines and load as clients see them, on real sockets. */
@Timeout(180)
class LoadedSimTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static Wire.Reply post(LlmSim sim, String path, String body) throws IOException {
    try (Wire wire = new Wire(sim.port())) {
      return wire.post(path, body).read();
    }
  }

  private static String get(LlmSim sim, String path) throws IOException {
    try (Wire wire = new Wire(sim.port())) {
      return wire.get(path).read().body();
    }
  }

  private static void await(LlmSim sim, String line) throws Exception {
    while (get(sim, "/metrics").lines().noneMatch(line::equals)) {
      Thread.sleep(5);
    }
  }

  private static String vllm(String name, int value) {
    return "vllm:" + name + "{engine=\"0\",model_name=\"sim\"} " + value + ".0";
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions,/usage/prompt_tokens_details/cached_tokens",
    "/v1/completions,/usage/prompt_tokens_details/cached_tokens",
    "/v1/responses,/usage/input_tokens_details/cached_tokens",
    "/v1/messages,/usage/cache_read_input_tokens",
  })
  void usageTellsWhatWasCached(String path, String field) throws Exception {
    String text = "word ".repeat(40);
    String body =
        "{\"model\":\"m\",\"max_tokens\":1,\"prompt\":\"%s\",\"input\":\"%s\",\"messages\":"
            .formatted(text, text);
    body += "[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    try (LlmSim sim = LlmSim.start(Settings.instant("sim"))) {
      JsonNode first = MAPPER.readTree(post(sim, path, body).body());
      assertThat(first.at(field).isInt()).isTrue();
      assertThat(first.at(field).asInt()).isZero();
      // Three times 200 bytes are 150 tokens, or nine full blocks and a rest.
      assertThat(MAPPER.readTree(post(sim, path, body).body()).at(field).asInt()).isEqualTo(144);
    }
  }

  @Test
  void streamTellsInItsUsageWhatWasCached() throws Exception {
    String body =
        "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
            + "\"max_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":\""
            + "word ".repeat(40)
            + "\"}]}";
    try (LlmSim sim = LlmSim.start(Settings.instant("sim"))) {
      post(sim, "/v1/chat/completions", body);
      assertThat(post(sim, "/v1/chat/completions", body).body())
          .contains("\"prompt_tokens_details\": {\"cached_tokens\": 48}");
    }
  }

  @Test
  void nextTurnFindsTheAnswerOfTheLastOneCached() throws Exception {
    String user = "{\"role\":\"user\",\"content\":\"" + "word ".repeat(40) + "\"}";
    String start = "{\"model\":\"m\",\"max_tokens\":60,\"messages\":[" + user;
    try (LlmSim sim = LlmSim.start(Settings.instant("sim"))) {
      String path = "/v1/chat/completions";
      JsonNode first = MAPPER.readTree(post(sim, path, start + "]}").body());
      String answer = MAPPER.writeValueAsString(first.at("/choices/0/message/content"));
      String next = start + ",{\"role\":\"assistant\",\"content\":" + answer + "}," + user + "]}";
      JsonNode second = MAPPER.readTree(post(sim, path, next).body());
      // 200 bytes of the user and 299 of the answer: 124 tokens, or seven full blocks.
      assertThat(second.at("/usage/prompt_tokens_details/cached_tokens").asInt()).isEqualTo(112);
    }
  }

  @Test
  void adapterIsAModelOfItsOwn() throws Exception {
    Settings settings = Settings.instant("sim").withPace(0, 1_000_000).withAdapters("law", "med");
    try (LlmSim sim = LlmSim.start(settings);
        Wire wire = new Wire(sim.port())) {
      JsonNode models = MAPPER.readTree(get(sim, "/v1/models")).get("data");
      assertThat(models).hasSize(3);
      assertThat(models.get(1).get("id").asText()).isEqualTo("law");
      assertThat(models.get(1).get("parent").asText()).isEqualTo("sim");
      assertThat(get(sim, "/metrics")).doesNotContain("lora_requests_info");
      wire.post(
          "/v1/completions",
          "{\"model\":\"med\",\"prompt\":\"x\",\"max_tokens\":30000,\"stream\":true}");
      assertThat(wire.until("data: ")).contains("200");
      assertThat(get(sim, "/metrics"))
          .contains(
              "vllm:lora_requests_info{max_lora=\"2\",running_lora_adapters=\"med\","
                  + "waiting_lora_adapters=\"\"} ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "VLLM,vllm:num_requests_waiting",
    "SGLANG,sglang:num_queue_reqs",
    "TRITON_TRTLLM,nv_trt_llm_request_metrics",
    "TRITON,nv_inference_pending_request_count",
  })
  void engineSpeaksItsOwnMetrics(Spelling engine, String family) throws Exception {
    try (LlmSim sim = LlmSim.start(Settings.instant("sim").withEngine(engine))) {
      assertThat(get(sim, "/metrics")).contains("# TYPE " + family + " gauge");
    }
  }

  @Test
  void loadIsSeenInTheMetricsAndEndsByDelete() throws Exception {
    try (LlmSim sim = LlmSim.start(Settings.instant("sim").withPace(0, 100_000_000))) {
      String order = "{\"load\":{\"waiting\":20,\"running\":60,\"outputTokens\":30000}}";
      JsonNode shown = MAPPER.readTree(post(sim, "/_sim/knobs", order).body());
      assertThat(shown.at("/load/promptTokens").asInt()).isEqualTo(256);
      await(sim, vllm("num_requests_waiting", 20));
      await(sim, vllm("num_requests_running", 60));
      assertThat(post(sim, "/_sim/knobs", "{\"slowMs\":1}").status()).isEqualTo(200);
      await(sim, vllm("num_requests_running", 60));
      try (Wire wire = new Wire(sim.port())) {
        wire.send("DELETE /_sim/knobs HTTP/1.1\r\n\r\n").read();
      }
      await(sim, vllm("num_requests_waiting", 0));
      await(sim, vllm("num_requests_running", 0));
      assertThat(MAPPER.readTree(get(sim, "/_sim/knobs")).get("load").isNull()).isTrue();
    }
  }

  @Test
  void loadDrainsByItselfAndIsThenNoKnobAnyMore() throws Exception {
    try (LlmSim sim = LlmSim.start(Settings.instant("sim"))) {
      String order = "{\"load\":{\"waiting\":3,\"running\":2,\"outputTokens\":50}}";
      post(sim, "/_sim/knobs", order);
      while (!MAPPER.readTree(get(sim, "/_sim/knobs")).get("load").isNull()) {
        Thread.sleep(5);
      }
      assertThat(get(sim, "/metrics").lines()).contains(vllm("generation_tokens_total", 250));
    }
  }

  @Test
  void wrongLoadIsRefusedAsAWhole() throws Exception {
    try (LlmSim sim = LlmSim.start(Settings.instant("sim"))) {
      Wire.Reply reply =
          post(
              sim,
              "/_sim/knobs",
              "{\"slowMs\":7,\"load\":{\"waiting\":-1,\"outputTokens\":0,\"runing\":5}}");
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body())
          .contains(
              "load.waiting: expected", "load.outputTokens: expected", "load.runing: no such");
      assertThat(post(sim, "/_sim/knobs", "{\"load\":60}").body()).contains("load: expected an");
      assertThat(MAPPER.readTree(get(sim, "/_sim/knobs")).get("slowMs").asInt()).isZero();
    }
  }
}
