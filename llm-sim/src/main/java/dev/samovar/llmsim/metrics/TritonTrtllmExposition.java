package dev.samovar.llmsim.metrics;

import dev.samovar.llmsim.engine.Capacity;
import dev.samovar.llmsim.engine.Load;
import java.time.Clock;

/**
 * The spelling of Triton with TensorRT-LLM's backend: families under {@code nv_trt_llm_} in which a
 * label tells the figure, then Triton's own. The backend's model is called {@code tensorrt_llm},
 * whatever it serves.
 */
final class TritonTrtllmExposition implements Exposition {
  private static final String MODEL = "tensorrt_llm";

  private static final String MODEL_LABEL = "model=\"" + MODEL + "\"";

  private final TritonExposition triton = new TritonExposition(MODEL);
  private final Clock wall;

  TritonTrtllmExposition(Clock wall) {
    this.wall = wall;
  }

  @Override
  public String write(Load load, Capacity capacity, Totals totals) {
    Page page = new Page(false);
    String requests = "nv_trt_llm_request_metrics";
    page.family(requests, "TRT LLM request metrics", "gauge");
    figure(page, requests, "request_type", "waiting", load.waiting());
    figure(page, requests, "request_type", "context", load.prefilling());
    figure(page, requests, "request_type", "scheduled", load.running());
    figure(page, requests, "request_type", "max", capacity.slots());
    figure(page, requests, "request_type", "active", load.waiting() + load.running());
    String memory = "nv_trt_llm_runtime_memory_metrics";
    page.family(memory, "TRT LLM runtime memory metrics", "gauge");
    for (String type : new String[] {"pinned", "gpu", "cpu"}) {
      figure(page, memory, "memory_type", type, 0);
    }
    String blocks = "nv_trt_llm_kv_cache_block_metrics";
    page.family(blocks, "TRT LLM KV cache block metrics", "gauge");
    figure(page, blocks, "kv_cache_block_type", "fraction", load.kvUsage());
    figure(page, blocks, "kv_cache_block_type", "tokens_per", capacity.blockTokens());
    figure(page, blocks, "kv_cache_block_type", "used", load.usedBlocks());
    figure(page, blocks, "kv_cache_block_type", "free", capacity.blocks() - load.usedBlocks());
    figure(page, blocks, "kv_cache_block_type", "max", capacity.blocks());
    String batcher = "nv_trt_llm_inflight_batcher_metrics";
    String specific = "inflight_batcher_specific_metric";
    page.family(batcher, "TRT LLM inflight_batcher-specific metrics", "gauge");
    figure(page, batcher, specific, "micro_batch_id", 0);
    figure(page, batcher, specific, "generation_requests", load.running() - load.prefilling());
    figure(page, batcher, specific, "total_context_tokens", 0);
    String general = "nv_trt_llm_general_metrics";
    page.family(general, "General TRT LLM metrics", "gauge");
    figure(page, general, "general_type", "iteration_counter", totals.steps);
    figure(page, general, "general_type", "timestamp", wall.millis() / 1000);
    triton.write(page, load, totals);
    return page.toString();
  }

  private static void figure(Page page, String family, String label, String kind, double value) {
    String own = label + "=\"" + kind + "\"";
    // Labels come in alphabetical order.
    boolean first = label.compareTo("model") < 0;
    String labels = first ? own + "," + MODEL_LABEL : MODEL_LABEL + "," + own;
    page.sample(family, labels + ",version=\"1\"", value);
  }
}
