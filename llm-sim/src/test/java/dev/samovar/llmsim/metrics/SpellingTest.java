package dev.samovar.llmsim.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.llmsim.engine.Capacity;
import dev.samovar.llmsim.engine.Lifetime;
import dev.samovar.llmsim.engine.Load;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SpellingTest {
  private static final Capacity CAPACITY = new Capacity(64, 1000, 16, 8192, 2048, 2);
  private static final Load LOAD =
      new Load(3, 12, 2, 410, 0.41, 320.5, List.of("x", "y"), List.of("z"));

  private static final Pattern SAMPLE =
      Pattern.compile("([a-z:_A-Z0-9]+)(\\{([a-z_]+=\"[^\"]*\"(,(?!})|(?=})))+})? [-+.0-9e]+");

  private static Totals totals(Spelling spelling) {
    Totals totals = new Totals(spelling, Clock.systemUTC());
    totals.prefilled(100, 48);
    totals.firstToken(150_000_000);
    totals.generated();
    totals.interToken(5_000_000);
    totals.preempted();
    totals.stepped();
    totals.finished(
        new Lifetime(Lifetime.End.LENGTH, 900_000_000, 100_000_000, 50_000_000, 750_000_000, 2));
    totals.finished(new Lifetime(Lifetime.End.ABORT, 900_000_000, 0, 0, 0, 0));
    return totals;
  }

  private static String page(Spelling spelling, boolean adapters) {
    Clock wall = Clock.fixed(Instant.ofEpochMilli(1_795_000_000_500L), ZoneOffset.UTC);
    return spelling.exposition("qwen", adapters, wall).write(LOAD, CAPACITY, totals(spelling));
  }

  @Test
  void sglang() {
    String scheduler =
        "{engine_type=\"unified\",model_name=\"qwen\",moe_ep_rank=\"0\",pp_rank=\"0\",tp_rank=\"0\"} ";
    assertThat(page(Spelling.SGLANG, true).lines())
        .contains(
            "# TYPE sglang:num_queue_reqs gauge",
            "sglang:num_queue_reqs" + scheduler + "3.0",
            "sglang:num_running_reqs" + scheduler + "12.0",
            "sglang:token_usage" + scheduler + "0.41",
            "sglang:num_used_tokens" + scheduler + "6560.0",
            "sglang:max_total_num_tokens" + scheduler + "16000.0",
            "sglang:gen_throughput" + scheduler + "320.5",
            "sglang:cache_hit_rate" + scheduler + "0.48",
            "sglang:cache_config_info{engine_type=\"unified\",model_name=\"qwen\",moe_ep_rank=\"0\","
                + "num_pages=\"1000\",page_size=\"16\",pp_rank=\"0\",tp_rank=\"0\"} 1.0",
            "sglang:lora_pool_slots_used" + scheduler + "2.0",
            "sglang:lora_pool_utilization" + scheduler + "1.0",
            "sglang:num_retracted_requests_total" + scheduler + "1.0",
            "sglang:prompt_tokens_total{model_name=\"qwen\"} 100.0",
            "sglang:cached_tokens_total{model_name=\"qwen\"} 48.0",
            "sglang:generation_tokens_total{model_name=\"qwen\"} 1.0",
            "sglang:num_requests_total{model_name=\"qwen\"} 1.0",
            "sglang:time_to_first_token_seconds_bucket{le=\"0.1\",model_name=\"qwen\"} 0.0",
            "sglang:time_to_first_token_seconds_bucket{le=\"0.2\",model_name=\"qwen\"} 1.0",
            "sglang:time_to_first_token_seconds_count{model_name=\"qwen\"} 1.0",
            "sglang:inter_token_latency_seconds_bucket{le=\"0.004\",model_name=\"qwen\"} 0.0",
            "sglang:inter_token_latency_seconds_bucket{le=\"0.006\",model_name=\"qwen\"} 1.0",
            "sglang:e2e_request_latency_seconds_bucket{le=\"2400.0\",model_name=\"qwen\"} 1.0",
            "sglang:queue_time_seconds_bucket{engine_type=\"unified\",le=\"0.1\",model_name=\"qwen\","
                + "moe_ep_rank=\"0\",pp_rank=\"0\",tp_rank=\"0\"} 1.0")
        .noneMatch(line -> line.contains("_created"));
  }

  @Test
  void tritonWithTensorRtLlm() {
    String end = "model=\"tensorrt_llm\",version=\"1\"} ";
    String request = "nv_trt_llm_request_metrics{model=\"tensorrt_llm\",request_type=\"";
    String block = "nv_trt_llm_kv_cache_block_metrics{kv_cache_block_type=\"";
    assertThat(page(Spelling.TRITON_TRTLLM, false).lines())
        .contains(
            "# HELP nv_trt_llm_request_metrics TRT LLM request metrics",
            "# TYPE nv_trt_llm_request_metrics gauge",
            request + "waiting\",version=\"1\"} 3",
            request + "context\",version=\"1\"} 2",
            request + "scheduled\",version=\"1\"} 12",
            request + "max\",version=\"1\"} 64",
            request + "active\",version=\"1\"} 15",
            "nv_trt_llm_runtime_memory_metrics{memory_type=\"gpu\"," + end + "0",
            block + "fraction\"," + end + "0.41",
            block + "tokens_per\"," + end + "16",
            block + "used\"," + end + "410",
            block + "free\"," + end + "590",
            block + "max\"," + end + "1000",
            "nv_trt_llm_inflight_batcher_metrics{inflight_batcher_specific_metric="
                + "\"generation_requests\","
                + end
                + "10",
            "nv_trt_llm_general_metrics{general_type=\"iteration_counter\"," + end + "1",
            "nv_trt_llm_general_metrics{general_type=\"timestamp\"," + end + "1795000000",
            "nv_inference_pending_request_count{" + end + "3");
  }

  @Test
  void tritonAlone() {
    String labels = "{model=\"qwen\",version=\"1\"} ";
    String page = page(Spelling.TRITON, false);
    assertThat(page.lines())
        .contains(
            "# TYPE nv_inference_pending_request_count gauge",
            "nv_inference_pending_request_count" + labels + "3",
            "# TYPE nv_inference_request_success counter",
            "nv_inference_request_success" + labels + "1",
            "nv_inference_request_failure{model=\"qwen\",reason=\"CANCELED\",version=\"1\"} 1",
            "nv_inference_request_failure{model=\"qwen\",reason=\"BACKEND\",version=\"1\"} 0",
            "nv_inference_count" + labels + "1",
            "nv_inference_exec_count" + labels + "1",
            "nv_inference_request_duration_us" + labels + "900000",
            "nv_inference_queue_duration_us" + labels + "100000",
            "nv_inference_compute_infer_duration_us" + labels + "800000");
    assertThat(page).doesNotContain("trt_llm", "running");
  }

  @Test
  void vllmOfTheWholeRequest() {
    String labels = "{engine=\"0\",model_name=\"qwen\"} ";
    assertThat(page(Spelling.VLLM, false).lines())
        .contains(
            "vllm:kv_cache_usage_perc" + labels + "0.41",
            "vllm:num_preemptions_total" + labels + "1.0",
            "vllm:request_success_total{engine=\"0\",finished_reason=\"length\",model_name=\"qwen\"} 1.0",
            "vllm:request_success_total{engine=\"0\",finished_reason=\"abort\",model_name=\"qwen\"} 1.0",
            "vllm:e2e_request_latency_seconds_bucket{engine=\"0\",le=\"0.8\",model_name=\"qwen\"} 0.0",
            "vllm:e2e_request_latency_seconds_bucket{engine=\"0\",le=\"1.0\",model_name=\"qwen\"} 1.0",
            "vllm:request_queue_time_seconds_count" + labels + "1.0",
            "vllm:request_time_per_output_token_seconds_bucket"
                + "{engine=\"0\",le=\"0.75\",model_name=\"qwen\"} 1.0")
        .noneMatch(line -> line.contains("lora"));
  }

  @Test
  void vllmShowsAdaptersFromTheFirstOnAndKeepsWhatIsOver() {
    Moving wall = new Moving();
    Totals totals = new Totals(Spelling.VLLM, wall);
    Exposition vllm = Spelling.VLLM.exposition("qwen", true, wall);
    totals.adapters(List.of(), List.of());
    assertThat(vllm.write(Load.IDLE, CAPACITY, totals)).doesNotContain("lora");
    totals.adapters(List.of("x", "y"), List.of("z"));
    wall.millis += 7_000;
    totals.adapters(List.of(), List.of());
    wall.millis += 7_000;
    String name = "vllm:lora_requests_info{max_lora=\"2\",running_lora_adapters=\"";
    assertThat(vllm.write(Load.IDLE, CAPACITY, totals).lines())
        .contains(
            name + "x,y\",waiting_lora_adapters=\"z\"} 1.795e+09",
            name + "\",waiting_lora_adapters=\"\"} 1.795000007e+09");
  }

  @Test
  void combinationsOfAdaptersAreBounded() {
    Totals totals = new Totals(Spelling.VLLM, new Moving());
    for (int i = 0; i < 1000; i++) {
      totals.adapters(List.of("a" + i), List.of());
    }
    String page =
        Spelling.VLLM.exposition("m", true, new Moving()).write(Load.IDLE, CAPACITY, totals);
    assertThat(page.lines().filter(line -> line.startsWith("vllm:lora_requests_info{")))
        .hasSize(100)
        .last()
        .asString()
        .contains("\"a999\"");
  }

  private static final class Moving extends Clock {
    private long millis = 1_795_000_000_000L;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }
  }

  @ParameterizedTest
  @EnumSource(Spelling.class)
  void everyLineIsMetadataOrASampleOfTheFamilyBefore(Spelling spelling) {
    String page = page(spelling, true);
    assertThat(page).endsWith("\n");
    String family = "";
    for (String line : page.split("\n")) {
      if (line.startsWith("# HELP ")) {
        family = line.split(" ")[2];
      } else if (line.startsWith("# TYPE ")) {
        assertThat(line.split(" ")[2]).isEqualTo(family);
      } else {
        assertThat(line).matches(SAMPLE).startsWith(family);
      }
    }
    assertThat(page.lines().filter(line -> line.startsWith("# TYPE "))).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "0,0.0,0",
    "3,3.0,3",
    "0.41,0.41,0.41",
    "0.00001,1e-05,0.00001",
    "0.000000000015,1.5e-11,0.000000000015",
    "999999,999999.0,999999",
    "1000000,1e+06,1000000",
    "8128902,8.128902e+06,8128902",
    "1795000000.5,1.7950000005e+09,1795000000.5",
  })
  void numbersLookAsEachClientWritesThem(double value, String python, String other) {
    assertThat(new Page(true).sample("a", "", value)).hasToString("a " + python + "\n");
    assertThat(new Page(false).sample("a", "", value)).hasToString("a " + other + "\n");
  }

  @Test
  void modelsAreEscapedInEverySpelling() {
    for (Spelling spelling : new Spelling[] {Spelling.VLLM, Spelling.SGLANG, Spelling.TRITON}) {
      assertThat(
              spelling
                  .exposition("a\"b\\c\nd", false, Clock.systemUTC())
                  .write(LOAD, CAPACITY, totals(spelling)))
          .contains("=\"a\\\"b\\\\c\\nd\"");
    }
  }
}
