package dev.samovar.llmsim.openai;

import java.util.List;

/**
 * What one request asks for.
 *
 * @param model as received
 * @param stream whether the answer is an event stream
 * @param includeUsage {@code stream_options.include_usage}
 * @param maxTokens the client's limit, 0 when it set none
 * @param promptTokens the prompt's bytes divided by four and rounded up, at least 1
 * @param lastTurn the start of the last user turn
 * @param items inputs to embed, or documents to rank
 * @param dimensions of an embedding, 0 when the client named none
 * @param base64 whether embeddings are asked for as base64
 * @param topN results of a ranking, 0 for all
 * @param prefix hashes of the prompt's full KV blocks, each covering all before it
 * @param continuation the same with an answer behind the prompt, as the next turn will send it
 */
public record LlmRequest(
    Api api,
    String model,
    boolean stream,
    boolean includeUsage,
    int maxTokens,
    int promptTokens,
    String lastTurn,
    List<Item> items,
    int dimensions,
    boolean base64,
    int topN,
    List<Long> prefix,
    Continuation continuation) {
  public LlmRequest {
    items = List.copyOf(items);
    prefix = List.copyOf(prefix);
  }

  /** Hashes of the full KV blocks of a prompt and of {@code answer} behind it. */
  @FunctionalInterface
  public interface Continuation {
    List<Long> blocks(String answer);
  }

  /** One text of several, known by its hash. */
  public record Item(long hash) {}
}
