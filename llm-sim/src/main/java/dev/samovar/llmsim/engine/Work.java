package dev.samovar.llmsim.engine;

import java.util.List;

/**
 * What one request asks of the engine.
 *
 * @param promptTokens ≥ 0
 * @param outputTokens to generate; 0 for work that ends with the prefill, such as embeddings
 * @param prefix hashes of the prompt's full KV blocks, each covering all before it
 * @param adapter the LoRA adapter to run with, or {@code null}
 * @param limited whether {@code outputTokens} is the client's limit and not the text's end
 */
public record Work(
    int promptTokens, int outputTokens, List<Long> prefix, String adapter, boolean limited) {
  public Work {
    prefix = List.copyOf(prefix);
  }

  /** Work for the base model that ends by itself. */
  public Work(int promptTokens, int outputTokens, List<Long> prefix) {
    this(promptTokens, outputTokens, prefix, null, false);
  }
}
