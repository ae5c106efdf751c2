package dev.samovar.proxywasm.teavm.shrink;

/**
 * How packed data is written: as literal bytes and as copies of what is there already, each
 * decision of which is a binary choice in a context, coded by a range coder whose probabilities
 * adapt.
 *
 * <p>A step begins with a choice in {@link #step}: 0 for a byte, 1 for a copy. The byte's eight
 * bits follow, highest first, in the contexts of {@link #literal}. Of a copy, where the step before
 * was none, a choice in {@link #AGAIN} follows: 1 for the distance of the copy before. Else the
 * distance follows, then the length, both as {@link #gamma} numbers.
 *
 * <p>A number v &gt;= 1 of n + 1 bits is n times 1, then 0, in the contexts from its base on, and
 * its n lower bits, highest first, bit i in the context base + 32 + i.
 *
 * <p>The contexts know where in a word the byte lies, since most of the data is tables of words.
 */
final class Packing {
  static final int AGAIN = 8;
  static final int LENGTH = 16;
  static final int DISTANCE = LENGTH + 64;
  static final int LITERAL = DISTANCE + 64;
  static final int CONTEXTS = LITERAL + 4 * 256;

  /** Of a number's base: where the contexts of its lower bits begin. */
  static final int LOWER_BITS = 32;

  /** A probability moves by this part, as a shift, towards what came. */
  static final int RATE = 4;

  /** Probabilities are of 0, in 65536ths; they start at the half. */
  static final int HALF = 1 << 15;

  /** The range is widened by bytes while it is below. */
  static final int NARROW = 1 << 24;

  /** Takes the choices one by one. */
  interface Choices {
    void choice(int context, int bit);
  }

  private Packing() {}

  static int step(int address, boolean afterCopy) {
    return (address & 3) * 2 + (afterCopy ? 1 : 0);
  }

  /** Before the bits of a byte there; the context adds 1, then that and the bits so far. */
  static int literal(int address) {
    return LITERAL + ((address & 3) << 8);
  }

  static void literal(int address, int value, Choices out) {
    int base = literal(address);
    int node = 1;
    for (int i = 7; i >= 0; i--) {
      int bit = value >> i & 1;
      out.choice(base + node, bit);
      node = node << 1 | bit;
    }
  }

  static void gamma(int base, int value, Choices out) {
    int bits = 31 - Integer.numberOfLeadingZeros(value);
    for (int i = 0; i < bits; i++) {
      out.choice(base + i, 1);
    }
    out.choice(base + bits, 0);
    for (int i = bits - 1; i >= 0; i--) {
      out.choice(base + LOWER_BITS + i, value >> i & 1);
    }
  }
}
