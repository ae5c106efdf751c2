package dev.samovar.llmsim.engine;

import java.util.List;

/**
 * What one pass of the batch computes.
 *
 * @param shares the sequences that take part, those that decode first
 * @param decoding how many of them decode
 * @param promptTokens of all others together
 */
record Step(List<Share> shares, int decoding, int promptTokens) {
  /** The tokens of one sequence that a step computes: one of a decoding one, else a chunk. */
  record Share(Sequence sequence, int tokens) {}

  boolean isEmpty() {
    return shares.isEmpty();
  }
}
