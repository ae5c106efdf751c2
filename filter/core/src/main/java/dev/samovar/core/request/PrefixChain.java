package dev.samovar.core.request;

import dev.samovar.core.text.Words;
import java.util.Arrays;

/**
 * A rolling hash of text in blocks: the hash of a block depends on it and on all that stood before
 * it, and on where one text ended and the next began.
 *
 * <p>Texts are taken eight bytes at a time, each filled up with zeros and followed by a mark of its
 * length, which counts as eight bytes of the block: a text that is split differently gives another
 * chain, and a message has its own words as in an engine's template. The words go by turns through
 * four lanes, {@code lane = (lane ^ word) · K <<< 29}, so that the next word need not wait for the
 * last product; each step is a bijection of the lane, so nothing cancels. The last block, where it
 * is not full, has no hash. It is no defence against somebody who looks for two texts of one hash;
 * such a pair costs them a worse endpoint.
 */
final class PrefixChain {
  private static final long K0 = 0x9E3779B97F4A7C15L;
  private static final long K1 = 0xD1B54A32D192ED03L;
  private static final int FIRST_CAPACITY = 32;

  private final int blockWords;
  private final int maxBlocks;
  private long[] blocks = new long[FIRST_CAPACITY];
  private int count;
  private long lane0;
  private long lane1;
  private long lane2;
  private long lane3;

  /** Words of the block that is not full yet. */
  private int words;

  /** Bytes that make no word yet, the first one lowest. */
  private long pending;

  private int pendingBytes;

  /** Bytes of the text so far. */
  private int textBytes;

  /**
   * @param maxBlocks blocks that are kept; what follows the last of them is not read. 0 keeps none
   *     and reads all, for its digest.
   */
  PrefixChain(int blockBytes, int maxBlocks) {
    this.blockWords = blockBytes / 8;
    this.maxBlocks = maxBlocks;
    reset();
  }

  void reset() {
    count = 0;
    lane0 = K1;
    lane1 = K0;
    lane2 = ~K1;
    lane3 = ~K0;
    words = 0;
    pending = 0;
    pendingBytes = 0;
    textBytes = 0;
  }

  /** Full blocks, as many as are kept. */
  int count() {
    return count;
  }

  /** The hash up to and with the n-th block. */
  long block(int n) {
    return blocks[n];
  }

  /** A hash of everything that was read, the block that is not full included. */
  long digest() {
    return lanes() + words;
  }

  /** A number in the place of a text. */
  void mark(long value) {
    word(value);
  }

  /** The next bytes of a text. */
  void add(byte[] bytes, int from, int to) {
    if (count == maxBlocks && maxBlocks > 0) {
      return;
    }
    textBytes += to - from;
    int i = from;
    while (pendingBytes > 0 && i < to) {
      pending(bytes[i++]);
    }
    while (i + 8 <= to) {
      i = fill(bytes, i, to);
    }
    while (i < to) {
      pending(bytes[i++]);
    }
  }

  /** Four bytes, as a text of their own that needs no end. */
  void addInt(int value) {
    pending |= (value & 0xffffffffL) << (pendingBytes << 3);
    pendingBytes += 4;
    textBytes += 4;
    if (pendingBytes == 8) {
      flush();
    }
  }

  /** A text is over. */
  void end() {
    if (pendingBytes > 0) {
      flush();
    }
    word(textBytes ^ K1);
    textBytes = 0;
  }

  private void pending(byte b) {
    pending |= (b & 0xffL) << (pendingBytes << 3);
    if (++pendingBytes == 8) {
      flush();
    }
  }

  private void flush() {
    long full = pending;
    pending = 0;
    pendingBytes = 0;
    word(full);
  }

  /** Takes words up to the end of the block or of the bytes. */
  private int fill(byte[] bytes, int from, int to) {
    int i = from;
    int rounds = (words & 3) != 0 ? 0 : Math.min((to - from) >>> 5, (blockWords - words) >>> 2);
    if (rounds == 0) {
      word(Words.at(bytes, i));
      return i + 8;
    }
    long a = lane0;
    long b = lane1;
    long c = lane2;
    long d = lane3;
    for (int end = from + (rounds << 5); i < end; i += 32) {
      a = (a ^ Words.at(bytes, i)) * K0;
      a = a << 29 | a >>> 35;
      b = (b ^ Words.at(bytes, i + 8)) * K1;
      b = b << 29 | b >>> 35;
      c = (c ^ Words.at(bytes, i + 16)) * K0;
      c = c << 29 | c >>> 35;
      d = (d ^ Words.at(bytes, i + 24)) * K1;
      d = d << 29 | d >>> 35;
    }
    lane0 = a;
    lane1 = b;
    lane2 = c;
    lane3 = d;
    words += rounds << 2;
    if (words == blockWords) {
      close();
    }
    return i;
  }

  private void word(long value) {
    switch (words & 3) {
      case 0:
        lane0 = step(lane0, value, K0);
        break;
      case 1:
        lane1 = step(lane1, value, K1);
        break;
      case 2:
        lane2 = step(lane2, value, K0);
        break;
      default:
        lane3 = step(lane3, value, K1);
    }
    if (++words == blockWords) {
      close();
    }
  }

  private static long step(long lane, long word, long by) {
    long product = (lane ^ word) * by;
    return product << 29 | product >>> 35;
  }

  private long lanes() {
    return mix(mix(lane0, lane1), mix(lane2, lane3));
  }

  private void close() {
    words = 0;
    if (count == maxBlocks) {
      return;
    }
    if (count == blocks.length) {
      blocks = Arrays.copyOf(blocks, Math.min(2 * count, maxBlocks));
    }
    blocks[count++] = lanes();
  }

  /** One number of two, in which every bit of both counts. */
  static long mix(long a, long b) {
    long x = (a ^ (b << 32 | b >>> 32)) * K1;
    x ^= x >>> 32;
    x = (x + b) * K0;
    return x ^ x >>> 29;
  }
}
