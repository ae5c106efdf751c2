package dev.samovar.core.policy;

/**
 * Random numbers of one decision, all from one seed: the same seed gives the same decision.
 *
 * <p>Source: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
 */
public final class Draw {
  private long state;

  /** Begins with any bits. */
  public void seed(long seed) {
    state = seed;
  }

  /** The next 64 bits. */
  public long next() {
    state += 0x9E3779B97F4A7C15L;
    long z = state;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** A number from 0 to {@code bound} - 1, evenly. */
  public int below(int bound) {
    return (int) ((next() >>> 33) * bound >>> 31);
  }

  /** A number from 0 to below 1, evenly. */
  public double unit() {
    return (next() >>> 11) * 0x1p-53;
  }
}
