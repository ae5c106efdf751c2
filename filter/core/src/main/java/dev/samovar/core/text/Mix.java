package dev.samovar.core.text;

/**
 * Hashes that are the same everywhere: what they name is chosen alike by all workers and gateways.
 *
 * <p>Source of the finalizer: SplitMix64 (Steele, Lea, Flood, 2014); of the text hash: FNV-1a (RFC
 * 9923), over UTF-16 units.
 */
public final class Mix {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private Mix() {}

  /** Spreads the bits: one-to-one, and a changed bit changes half of them. */
  public static long of(long bits) {
    long z = bits + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** Two texts as one number. */
  public static long of(String first, String second) {
    return of((text(BASIS, first) ^ 0xffff) * PRIME, second);
  }

  /** The upper bits as a number from 0 to below 1. */
  public static double unit(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }

  private static long of(long hash, String text) {
    return of(text(hash, text));
  }

  private static long text(long hash, String text) {
    long h = hash;
    for (int i = 0; i < text.length(); i++) {
      h = (h ^ text.charAt(i)) * PRIME;
    }
    return h;
  }
}
