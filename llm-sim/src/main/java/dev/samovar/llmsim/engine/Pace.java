package dev.samovar.llmsim.engine;

/**
 * How fast a sequence goes.
 *
 * @param prefillNanos from the start of a sequence to its first token, ≥ 0
 * @param tokenNanos between two tokens of one sequence, ≥ 0
 */
public record Pace(long prefillNanos, long tokenNanos) {}
