package dev.samovar.core.text;

/**
 * Bytes of an array read eight at a time, and the search that lives on it.
 *
 * <p>{@link #at} and {@link #byteAt} are asked only for places that the caller has checked: the
 * build of the module replaces their bodies by one load each, without checks.
 */
public final class Words {
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long QUOTES = 0x2222222222222222L;
  private static final long BACKSLASHES = 0x5C5C5C5C5C5C5C5CL;

  private Words() {}

  /** Eight bytes from {@code i}, the first one lowest. */
  public static long at(byte[] bytes, int i) {
    return bytes[i] & 0xffL
        | (bytes[i + 1] & 0xffL) << 8
        | (bytes[i + 2] & 0xffL) << 16
        | (bytes[i + 3] & 0xffL) << 24
        | (bytes[i + 4] & 0xffL) << 32
        | (bytes[i + 5] & 0xffL) << 40
        | (bytes[i + 6] & 0xffL) << 48
        | (long) bytes[i + 7] << 56;
  }

  /** One byte, with its sign. */
  public static int byteAt(byte[] bytes, int i) {
    return bytes[i];
  }

  /**
   * The quote that ends a JSON string whose bytes go on at {@code from}; {@code end} where the
   * string is longer, and {@code end + 1} where its next byte belongs to an escape.
   *
   * <p>A byte of {@code w ^ QUOTES} is zero where a quote stands. One less sets its high bit, which
   * of the bytes without one no other does, but for a carry out of a zero below it; so the lowest
   * mark is right.
   */
  public static int endOfString(byte[] bytes, int from, int end) {
    int i = from;
    while (i + 8 <= end) {
      long w = at(bytes, i);
      long marks = ((w ^ QUOTES) - ONES | (w ^ BACKSLASHES) - ONES) & ~w & HIGHS;
      if (marks == 0) {
        i = pastPlain(bytes, i + 8, end);
        continue;
      }
      // The bytes below the lowest mark, counted by a product.
      i += (int) (((((marks & -marks) >>> 7) - 1 & ONES) * ONES) >>> 56);
      if (byteAt(bytes, i) == '"') {
        return i;
      }
      i += 2;
    }
    while (i < end) {
      int b = byteAt(bytes, i);
      if (b == '"') {
        return i;
      }
      i += b == '\\' ? 2 : 1;
    }
    return i;
  }

  /** Past what is neither, 16 bytes at a time: two words cost less together. */
  private static int pastPlain(byte[] bytes, int from, int end) {
    int i = from;
    while (i + 16 <= end) {
      long v = at(bytes, i);
      long w = at(bytes, i + 8);
      long low = ((v ^ QUOTES) - ONES | (v ^ BACKSLASHES) - ONES) & ~v;
      long high = ((w ^ QUOTES) - ONES | (w ^ BACKSLASHES) - ONES) & ~w;
      if (((low | high) & HIGHS) != 0) {
        break;
      }
      i += 16;
    }
    return i;
  }

  /** The first byte from {@code from} on that is {@code wanted}, or {@code end}. */
  public static int indexOf(byte[] bytes, int from, int end, int wanted) {
    long pattern = wanted * ONES;
    int i = from;
    while (i + 8 <= end) {
      long x = at(bytes, i) ^ pattern;
      if ((x - ONES & ~x & HIGHS) != 0) {
        break;
      }
      i += 8;
    }
    while (i < end && byteAt(bytes, i) != wanted) {
      i++;
    }
    return i;
  }

  /**
   * The first place from {@code from} on where {@code first} stands with {@code second} behind it,
   * or as the last byte; else {@code end}.
   */
  public static int indexOf(byte[] bytes, int from, int end, int first, int second) {
    long firsts = first * ONES;
    long seconds = second * ONES;
    int i = from;
    while (i + 9 <= end) {
      long x = at(bytes, i) ^ firsts | at(bytes, i + 1) ^ seconds;
      if ((x - ONES & ~x & HIGHS) != 0) {
        break;
      }
      i += 8;
    }
    while (i < end
        && (byteAt(bytes, i) != first || i + 1 < end && byteAt(bytes, i + 1) != second)) {
      i++;
    }
    return i;
  }

  /** Whether one of the eight bytes is a backslash. */
  public static boolean hasBackslash(long word) {
    return ((word ^ BACKSLASHES) - ONES & ~word & HIGHS) != 0;
  }
}
