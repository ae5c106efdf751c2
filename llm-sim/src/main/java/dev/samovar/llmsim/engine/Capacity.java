package dev.samovar.llmsim.engine;

/**
 * How much runs at once.
 *
 * @param slots sequences that run together; more wait, ≥ 1
 * @param blocks KV blocks, ≥ 1
 * @param blockTokens tokens in a KV block, ≥ 1
 * @param contextTokens of one sequence that are computed and kept, ≥ 1; what a longer one has
 *     beyond costs nothing. At most what all blocks hold, so that any sequence runs when alone
 * @param stepTokens the budget of one step, ≥ 1
 * @param adapters different LoRA adapters that run together, ≥ 0
 */
public record Capacity(
    int slots, int blocks, int blockTokens, int contextTokens, int stepTokens, int adapters) {
  public static final int DEFAULT_BLOCKS = 8192;
  public static final int DEFAULT_BLOCK_TOKENS = 16;
  public static final int DEFAULT_CONTEXT_TOKENS = 8192;
  public static final int DEFAULT_STEP_TOKENS = 2048;

  public Capacity {
    contextTokens = (int) Math.min(contextTokens, (long) blocks * blockTokens);
  }

  /** The default context and budget, and no LoRA adapter. */
  public Capacity(int slots, int blocks, int blockTokens) {
    this(slots, blocks, blockTokens, DEFAULT_CONTEXT_TOKENS, DEFAULT_STEP_TOKENS, 0);
  }

  /** 8192 blocks of 16 tokens: what a 7B model leaves free on a 24 GB card, roughly. */
  public static Capacity ofSlots(int slots) {
    return new Capacity(slots, DEFAULT_BLOCKS, DEFAULT_BLOCK_TOKENS);
  }

  /** How many of a sequence's {@code tokens} are computed. */
  int computed(long tokens) {
    return (int) Math.min(tokens, contextTokens);
  }

  /** How many blocks a sequence of {@code tokens} holds. */
  int blocksFor(long tokens) {
    return (computed(tokens) + blockTokens - 1) / blockTokens;
  }
}
