package dev.samovar.cli.simulate.engine;

/**
 * What a prompt consists of, as far as caches can tell: a part that others share, then its own; the
 * answer continues its own part.
 *
 * @param tokens of the prompt
 * @param shared identity of the shared part
 * @param sharedTokens its length, 0 for none
 * @param own identity of the rest, the same in all turns of one conversation
 */
public record Prompt(int tokens, long shared, int sharedTokens, long own) {

  /** Chained hash of block {@code k}, prompt and answer alike. */
  public long block(int k, int blockTokens) {
    long of = (long) (k + 1) * blockTokens <= sharedTokens ? shared : own;
    return mix(of * 0x9E3779B97F4A7C15L + k);
  }

  private static long mix(long x) {
    long z = (x ^ x >>> 32) * 0xD6E8FEB86659FD93L;
    z = (z ^ z >>> 32) * 0xD6E8FEB86659FD93L;
    return z ^ z >>> 32;
  }
}
