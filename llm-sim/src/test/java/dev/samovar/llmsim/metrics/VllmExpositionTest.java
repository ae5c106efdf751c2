package dev.samovar.llmsim.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.llmsim.engine.Capacity;
import dev.samovar.llmsim.engine.Load;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class VllmExpositionTest {
  private static final Capacity CAPACITY = new Capacity(4, 8192, 16, 8192, 2048, 2);

  private final Totals totals = new Totals(Spelling.VLLM, Clock.systemUTC());

  private String write(String model) {
    return new VllmExposition(model, 1_795_000_000_000L)
        .write(Load.IDLE.withCounts(3, 2), CAPACITY, totals);
  }

  @Test
  void familiesAreSpelledAsVllmSpellsThem() {
    totals.prefilled(10, 4);
    totals.generated();
    assertThat(write("qwen").lines())
        .contains(
            "# TYPE vllm:num_requests_waiting gauge",
            "vllm:num_requests_waiting{engine=\"0\",model_name=\"qwen\"} 3.0",
            "vllm:num_requests_running{engine=\"0\",model_name=\"qwen\"} 2.0",
            "vllm:kv_cache_usage_perc{engine=\"0\",model_name=\"qwen\"} 0.0",
            "vllm:cache_config_info{block_size=\"16\",cache_dtype=\"auto\","
                + "enable_prefix_caching=\"True\",engine=\"0\",num_gpu_blocks=\"8192\"} 1.0",
            "# TYPE vllm:prefix_cache_hits_total counter",
            "vllm:prefix_cache_hits_total{engine=\"0\",model_name=\"qwen\"} 4.0",
            "vllm:prefix_cache_queries_total{engine=\"0\",model_name=\"qwen\"} 10.0",
            "vllm:prompt_tokens_total{engine=\"0\",model_name=\"qwen\"} 10.0",
            "vllm:prompt_tokens_created{engine=\"0\",model_name=\"qwen\"} 1.795e+09",
            "vllm:generation_tokens_total{engine=\"0\",model_name=\"qwen\"} 1.0");
  }

  @Test
  void bucketsAreCumulativeAndIncludeTheirBound() {
    totals.firstToken(1_000_000);
    totals.firstToken(2_000_000);
    totals.firstToken(3_000_000_000_000L);
    assertThat(write("q").lines())
        .contains(
            "# TYPE vllm:time_to_first_token_seconds histogram",
            "vllm:time_to_first_token_seconds_bucket{engine=\"0\",le=\"0.001\",model_name=\"q\"} 1.0",
            "vllm:time_to_first_token_seconds_bucket{engine=\"0\",le=\"0.005\",model_name=\"q\"} 2.0",
            "vllm:time_to_first_token_seconds_bucket{engine=\"0\",le=\"2560.0\",model_name=\"q\"} 2.0",
            "vllm:time_to_first_token_seconds_bucket{engine=\"0\",le=\"+Inf\",model_name=\"q\"} 3.0",
            "vllm:time_to_first_token_seconds_count{engine=\"0\",model_name=\"q\"} 3.0",
            "vllm:time_to_first_token_seconds_sum{engine=\"0\",model_name=\"q\"} 3000.003");
  }

  @Test
  void everyFamilyHasHelpAndTypeAndTheTextEndsWithALine() {
    String text = write("m");
    long help = text.lines().filter(line -> line.startsWith("# HELP ")).count();
    assertThat(text.lines().filter(line -> line.startsWith("# TYPE "))).hasSize((int) help);
    assertThat(text).endsWith("\n");
  }

  @Test
  void modelNameIsEscaped() {
    assertThat(write("a\"b\\c\nd")).contains("model_name=\"a\\\"b\\\\c\\nd\"}");
  }
}
