package dev.samovar.llmsim.engine;

/**
 * What became of one sequence. Times are in nanoseconds; a part that it did not reach is 0.
 *
 * @param end why it ended
 * @param totalNanos from its submission to its end
 * @param queueNanos in the queue, before it first ran
 * @param prefillNanos from its start to its first token
 * @param decodeNanos from its first token to its last
 * @param outputTokens that were generated
 */
public record Lifetime(
    End end,
    long totalNanos,
    long queueNanos,
    long prefillNanos,
    long decodeNanos,
    int outputTokens) {
  /** Why a sequence ended. */
  public enum End {
    STOP,
    LENGTH,
    ABORT
  }
}
