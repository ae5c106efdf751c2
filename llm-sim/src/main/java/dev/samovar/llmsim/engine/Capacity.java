package dev.samovar.llmsim.engine;

/**
 * How much runs at once.
 *
 * @param slots sequences that run together; more wait, ≥ 1
 * @param blocks KV blocks, ≥ 1
 * @param blockTokens tokens in a KV block, ≥ 1
 */
public record Capacity(int slots, int blocks, int blockTokens) {
  /** 8192 blocks of 16 tokens: what a 7B model leaves free on a 24 GB card, roughly. */
  public static Capacity ofSlots(int slots) {
    return new Capacity(slots, 8192, 16);
  }
}
