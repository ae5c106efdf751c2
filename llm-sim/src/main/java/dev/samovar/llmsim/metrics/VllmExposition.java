package dev.samovar.llmsim.metrics;

import dev.samovar.llmsim.engine.Capacity;
import dev.samovar.llmsim.engine.Lifetime;
import dev.samovar.llmsim.engine.Load;
import java.util.Locale;

/**
 * vLLM's spelling: families under {@code vllm:}, labels {@code engine} and {@code model_name}, a
 * {@code _created} gauge beside each counter and histogram.
 *
 * <p>The LoRA adapters are the labels of one family whose value is a time: a combination that is
 * over stays on the page with the time at which it was last true, so the newest one counts.
 */
final class VllmExposition implements Exposition {
  private final String labels;
  private final String modelLabel;
  private final double createdSeconds;

  /**
   * @param createdMillis when counting began, since the epoch
   */
  VllmExposition(String model, long createdMillis) {
    this.modelLabel = "model_name=\"" + Page.escaped(model) + "\"";
    this.labels = "engine=\"0\"," + modelLabel;
    this.createdSeconds = createdMillis / 1000.0;
  }

  @Override
  public String write(Load load, Capacity capacity, Totals totals) {
    Page page = new Page(true);
    gauge(page, "num_requests_running", "Requests that run now.", load.running());
    gauge(page, "num_requests_waiting", "Requests in the queue.", load.waiting());
    gauge(page, "kv_cache_usage_perc", "KV blocks in use, 1 means all.", load.kvUsage());
    cacheConfig(page, capacity);
    counter(page, "prefix_cache_queries", "Prompt tokens looked up.", totals.prefixQueries);
    counter(page, "prefix_cache_hits", "Prompt tokens found.", totals.prefixHits);
    counter(page, "num_preemptions", "Requests that lost their blocks.", totals.preemptions);
    counter(page, "prompt_tokens", "Prompt tokens prefilled.", totals.promptTokens);
    counter(page, "generation_tokens", "Tokens generated.", totals.generatedTokens);
    ended(page, totals);
    histogram(page, "time_to_first_token_seconds", "Time to first token.", totals.firstToken);
    histogram(page, "inter_token_latency_seconds", "Time between tokens.", totals.interToken);
    histogram(
        page,
        "request_time_per_output_token_seconds",
        "Time between tokens, a request's mean.",
        totals.meanInterToken);
    histogram(page, "e2e_request_latency_seconds", "Time of a request.", totals.total);
    histogram(page, "request_queue_time_seconds", "Time in the queue.", totals.queue);
    histogram(page, "request_prefill_time_seconds", "Time of the prefill.", totals.prefill);
    histogram(page, "request_decode_time_seconds", "Time of the decode.", totals.decode);
    lora(page, capacity, totals.adapters);
    return page.toString();
  }

  private void gauge(Page page, String name, String help, double value) {
    page.gauge("vllm:" + name, help, labels, value);
  }

  private void counter(Page page, String name, String help, long value) {
    page.counter("vllm:" + name + "_total", help, labels, value);
    page.gauge("vllm:" + name + "_created", help, labels, createdSeconds);
  }

  private void histogram(Page page, String name, String help, Histogram histogram) {
    page.histogram("vllm:" + name, help, "engine=\"0\",", "," + modelLabel, histogram);
    page.gauge("vllm:" + name + "_created", help, labels, createdSeconds);
  }

  private void ended(Page page, Totals totals) {
    page.family("vllm:request_success_total", "Requests by their end.", "counter");
    for (Lifetime.End end : Lifetime.End.values()) {
      page.sample("vllm:request_success_total", reason(end), totals.ended.get(end));
    }
    page.family("vllm:request_success_created", "Requests by their end.", "gauge");
    for (Lifetime.End end : Lifetime.End.values()) {
      page.sample("vllm:request_success_created", reason(end), createdSeconds);
    }
  }

  private String reason(Lifetime.End end) {
    String reason = end.name().toLowerCase(Locale.ROOT);
    return "engine=\"0\",finished_reason=\"" + reason + "\"," + modelLabel;
  }

  private static void cacheConfig(Page page, Capacity capacity) {
    String config =
        "block_size=\""
            + capacity.blockTokens()
            + "\",cache_dtype=\"auto\",enable_prefix_caching=\"True\",engine=\"0\""
            + ",num_gpu_blocks=\""
            + capacity.blocks()
            + "\"";
    page.gauge("vllm:cache_config_info", "The KV cache's configuration.", config, 1);
  }

  private static void lora(Page page, Capacity capacity, AdapterHistory history) {
    if (history.isEmpty()) {
      return;
    }
    page.family("vllm:lora_requests_info", "LoRA adapters at work.", "gauge");
    history.each(
        (combination, seconds) ->
            page.sample(
                "vllm:lora_requests_info",
                "max_lora=\""
                    + capacity.adapters()
                    + "\",running_lora_adapters=\""
                    + Page.escaped(combination.running())
                    + "\",waiting_lora_adapters=\""
                    + Page.escaped(combination.waiting())
                    + "\"",
                seconds));
  }
}
