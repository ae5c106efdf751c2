package dev.samovar.llmsim.metrics;

import dev.samovar.llmsim.engine.Capacity;
import dev.samovar.llmsim.engine.Load;

/**
 * SGLang's spelling: families under {@code sglang:}; those of the scheduler carry its rank, those
 * of the front carry the model only. A page without {@code _created}, as its several processes
 * write it.
 */
final class SglangExposition implements Exposition {
  private final String front;
  private final String scheduler;
  private final String schedulerAfterLe;
  private final boolean adapters;

  SglangExposition(String model, boolean adapters) {
    this.front = "model_name=\"" + Page.escaped(model) + "\"";
    this.schedulerAfterLe = front + ",moe_ep_rank=\"0\",pp_rank=\"0\",tp_rank=\"0\"";
    this.scheduler = "engine_type=\"unified\"," + schedulerAfterLe;
    this.adapters = adapters;
  }

  @Override
  public String write(Load load, Capacity capacity, Totals totals) {
    Page page = new Page(true);
    int blockTokens = capacity.blockTokens();
    gauge(page, "num_running_reqs", "Requests that run.", load.running());
    gauge(page, "num_used_tokens", "Tokens in use.", (double) load.usedBlocks() * blockTokens);
    gauge(page, "token_usage", "Tokens in use, 1 means all.", load.kvUsage());
    gauge(page, "gen_throughput", "Tokens per second.", load.decodeRate());
    gauge(page, "num_queue_reqs", "Requests in the queue.", load.waiting());
    gauge(page, "cache_hit_rate", "Share of a prompt that was cached.", totals.lastHitRate);
    double most = (double) capacity.blocks() * blockTokens;
    gauge(page, "max_total_num_tokens", "Tokens that the cache holds.", most);
    cacheConfig(page, capacity);
    if (adapters) {
      int used = load.runningAdapters().size();
      gauge(page, "lora_pool_slots_used", "Adapters in use.", used);
      gauge(page, "lora_pool_slots_total", "Adapters that run together.", capacity.adapters());
      double share = capacity.adapters() == 0 ? 0 : (double) used / capacity.adapters();
      gauge(page, "lora_pool_utilization", "Adapters in use, 1 means all.", share);
    }
    page.counter(
        "sglang:num_retracted_requests_total",
        "Requests that lost their blocks.",
        scheduler,
        totals.preemptions);
    page.histogram(
        "sglang:queue_time_seconds",
        "Time in the queue.",
        "engine_type=\"unified\",",
        "," + schedulerAfterLe,
        totals.queue);
    counter(page, "prompt_tokens_total", "Prompt tokens prefilled.", totals.promptTokens);
    counter(page, "generation_tokens_total", "Tokens generated.", totals.generatedTokens);
    counter(page, "cached_tokens_total", "Prompt tokens found.", totals.prefixHits);
    counter(page, "num_requests_total", "Requests served.", totals.succeeded());
    histogram(page, "time_to_first_token_seconds", "Time to first token.", totals.firstToken);
    histogram(page, "inter_token_latency_seconds", "Time between tokens.", totals.interToken);
    histogram(page, "e2e_request_latency_seconds", "Time of a request.", totals.total);
    return page.toString();
  }

  private void gauge(Page page, String name, String help, double value) {
    page.gauge("sglang:" + name, help, scheduler, value);
  }

  private void counter(Page page, String name, String help, long value) {
    page.counter("sglang:" + name, help, front, value);
  }

  private void histogram(Page page, String name, String help, Histogram histogram) {
    page.histogram("sglang:" + name, help, "", "," + front, histogram);
  }

  private void cacheConfig(Page page, Capacity capacity) {
    String config =
        "engine_type=\"unified\","
            + front
            + ",moe_ep_rank=\"0\",num_pages=\""
            + capacity.blocks()
            + "\",page_size=\""
            + capacity.blockTokens()
            + "\",pp_rank=\"0\",tp_rank=\"0\"";
    page.gauge("sglang:cache_config_info", "The KV cache's configuration.", config, 1);
  }
}
