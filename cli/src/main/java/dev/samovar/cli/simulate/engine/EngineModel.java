package dev.samovar.cli.simulate.engine;

/**
 * What one engine replica can do; the time model is llm-sim's.
 *
 * <p>A step with {@code n} decoding requests and {@code p} prompt tokens takes {@code ((1 + (n - 1)
 * / 64) / decodeRate + p / prefillRate) / speed} seconds, its first term only where n &gt; 0.
 *
 * @param prefillRate prompt tokens a second
 * @param decodeRate tokens a second of a request that decodes alone
 * @param slots requests that run together
 * @param stepTokens tokens that one step computes, prompts and answers together
 * @param kvBlocks KV blocks that running requests share and that keep prefixes when idle
 * @param blockTokens tokens of one block
 * @param adapterSlots LoRA adapters that stay loaded
 * @param adapterMicros time of loading one, during which the engine stands still
 * @param speed 1, or 0.5 for a replica two times slower in all
 */
public record EngineModel(
    double prefillRate,
    double decodeRate,
    int slots,
    int stepTokens,
    int kvBlocks,
    int blockTokens,
    int adapterSlots,
    long adapterMicros,
    double speed) {

  /** The same with another speed. */
  public EngineModel withSpeed(double other) {
    return new EngineModel(
        prefillRate,
        decodeRate,
        slots,
        stepTokens,
        kvBlocks,
        blockTokens,
        adapterSlots,
        adapterMicros,
        other);
  }

  /** Microseconds of one step. */
  public long stepMicros(int decoding, int promptTokens) {
    double seconds = decodeSeconds(decoding) + promptTokens / (prefillRate * speed);
    return Math.max(1, Math.round(1e6 * seconds));
  }

  /** Seconds that {@code decoding} requests add to a step. */
  public double decodeSeconds(int decoding) {
    return decoding == 0 ? 0 : (1 + (decoding - 1) / 64.0) / (decodeRate * speed);
  }

  /** Blocks that so many tokens need. */
  public int blocksOf(int tokens) {
    return (tokens + blockTokens - 1) / blockTokens;
  }
}
