package dev.samovar.llmsim.metrics;

import dev.samovar.llmsim.engine.Capacity;
import dev.samovar.llmsim.engine.Load;

/**
 * vLLM's spelling: families under {@code vllm:}, labels {@code engine} and {@code model_name},
 * numbers as Python prints floats, a {@code _created} gauge beside each counter and histogram.
 */
public final class VllmExposition implements Exposition {
  private final String labels;
  private final double createdSeconds;

  /**
   * @param model the value of the label {@code model_name}
   * @param createdMillis when counting began, since the epoch
   */
  public VllmExposition(String model, long createdMillis) {
    String escaped = model.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    this.labels = "engine=\"0\",model_name=\"" + escaped + "\"";
    this.createdSeconds = createdMillis / 1000.0;
  }

  @Override
  public String write(Load load, Capacity capacity, Totals totals) {
    StringBuilder out = new StringBuilder(8192);
    gauge(out, "num_requests_running", "Requests that run now.", load.running());
    gauge(out, "num_requests_waiting", "Requests in the queue.", load.waiting());
    gauge(out, "kv_cache_usage_perc", "KV blocks in use, 1 means all.", load.kvUsage());
    cacheConfig(out, capacity);
    counter(out, "prefix_cache_queries", "Prompt tokens looked up.", totals.prefixQueries);
    counter(out, "prefix_cache_hits", "Prompt tokens found.", totals.prefixHits);
    counter(out, "prompt_tokens", "Prompt tokens prefilled.", totals.promptTokens);
    counter(out, "generation_tokens", "Tokens generated.", totals.generatedTokens);
    histogram(out, "time_to_first_token_seconds", "Time to first token.", totals.firstToken);
    histogram(out, "inter_token_latency_seconds", "Time between tokens.", totals.interToken);
    return out.toString();
  }

  private void gauge(StringBuilder out, String name, String help, double value) {
    meta(out, name, help, "gauge");
    sample(out, name, labels, value);
  }

  private void counter(StringBuilder out, String name, String help, long value) {
    meta(out, name + "_total", help, "counter");
    sample(out, name + "_total", labels, value);
    created(out, name, help);
  }

  private void histogram(StringBuilder out, String name, String help, Histogram histogram) {
    meta(out, name, help, "histogram");
    for (int i = 0; i < histogram.buckets(); i++) {
      String le = number(histogram.bound(i));
      String withBound = labels.replaceFirst(",", ",le=\"" + le + "\",");
      sample(out, name + "_bucket", withBound, histogram.upTo(i));
    }
    sample(out, name + "_count", labels, histogram.upTo(histogram.buckets() - 1));
    sample(out, name + "_sum", labels, histogram.sum());
    created(out, name, help);
  }

  private void created(StringBuilder out, String name, String help) {
    meta(out, name + "_created", help, "gauge");
    sample(out, name + "_created", labels, createdSeconds);
  }

  private static void cacheConfig(StringBuilder out, Capacity capacity) {
    meta(out, "cache_config_info", "The KV cache's configuration.", "gauge");
    String config =
        "block_size=\""
            + capacity.blockTokens()
            + "\",cache_dtype=\"auto\",enable_prefix_caching=\"True\",engine=\"0\""
            + ",num_gpu_blocks=\""
            + capacity.blocks()
            + "\"";
    sample(out, "cache_config_info", config, 1);
  }

  private static void meta(StringBuilder out, String name, String help, String type) {
    out.append("# HELP vllm:").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE vllm:").append(name).append(' ').append(type).append('\n');
  }

  private static void sample(StringBuilder out, String name, String labels, double value) {
    out.append("vllm:").append(name).append('{').append(labels).append("} ");
    out.append(number(value)).append('\n');
  }

  private static String number(double value) {
    if (value == Double.POSITIVE_INFINITY) {
      return "+Inf";
    }
    return Double.toString(value).replace("E-", "e-").replace("E", "e+");
  }
}
