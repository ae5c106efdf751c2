package dev.samovar.llmsim.engine;

/**
 * How fast the engine goes.
 *
 * @param prefillNanos from the start of a sequence to its turn in a step, ≥ 0; passes beside the
 *     steps of others
 * @param tokenNanos one step that decodes for one sequence, ≥ 0
 * @param promptTokenNanos what each prompt token adds to its step, ≥ 0
 */
public record Pace(long prefillNanos, long tokenNanos, long promptTokenNanos) {
  /** So many sequences beside the first double the time of a step that decodes. */
  static final int DOUBLING_BATCH = 64;

  /** Prompts of any length cost the same. */
  public Pace(long prefillNanos, long tokenNanos) {
    this(prefillNanos, tokenNanos, 0);
  }

  /** Whether prompts take time by their length and none before. */
  boolean isByLength() {
    return prefillNanos == 0 && promptTokenNanos > 0;
  }

  /**
   * How long a step takes. Each stream slows down as the batch grows, while the sum of their rates
   * rises: {@code token · (1 + (decoding − 1) / 64) + promptTokens · promptToken}.
   */
  long stepNanos(int decoding, int promptTokens) {
    long decode = decoding == 0 ? 0 : tokenNanos + tokenNanos * (decoding - 1) / DOUBLING_BATCH;
    return decode + promptTokens * promptTokenNanos;
  }
}
