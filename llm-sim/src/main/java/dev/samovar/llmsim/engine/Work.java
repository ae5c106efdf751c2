package dev.samovar.llmsim.engine;

import java.util.List;

/**
 * What one request asks of the engine.
 *
 * @param promptTokens ≥ 0
 * @param outputTokens to generate; 0 for work that ends with the prefill, such as embeddings
 * @param prefix hashes of the prompt's full KV blocks, each covering all before it
 */
public record Work(int promptTokens, int outputTokens, List<Long> prefix) {
  public Work {
    prefix = List.copyOf(prefix);
  }
}
