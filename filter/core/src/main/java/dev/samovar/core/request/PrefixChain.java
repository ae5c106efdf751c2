package dev.samovar.core.request;

import dev.samovar.core.text.Words;
import java.util.Arrays;

/**
 * A rolling hash of text in blocks: the hash of a block depends on it and on all that stood before
 * it, and on where one text ended and the next began.
 *
 * <p>Texts are taken eight bytes at a time, each filled up with zeros and followed by a mark of its
 * length, which counts as eight bytes of the block: a text that is split differently gives another
 * chain, and a message has its own words as in an engine's template. Even and odd words go through
 * two lanes, {@code lane = (lane ^ word) · K; lane ^= lane >>> 29}, so that the next word need not
 * wait for the last product; each step is a bijection of the lane, so nothing cancels. The last
 * block, where it is not full, has no hash. It is no defence against somebody who looks for two
 * texts of one hash; such a pair costs them a worse endpoint.
 */
final class PrefixChain {
  private static final long K0 = 0x9E3779B97F4A7C15L;
  private static final long K1 = 0xD1B54A32D192ED03L;
  private static final int FIRST_CAPACITY = 32;

  private final int blockWords;
  private final int maxBlocks;
  private long[] blocks = new long[FIRST_CAPACITY];
  private int count;
  private long even;
  private long odd;

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
    even = K1;
    odd = K0;
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
    return mix(even, odd) + words;
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
    if ((words & 1) != 0) {
      word(Words.at(bytes, i));
      return i + 8;
    }
    int pairs = Math.min((to - from) >>> 4, (blockWords - words) >>> 1);
    if (pairs == 0) {
      word(Words.at(bytes, i));
      return i + 8;
    }
    long a = even;
    long b = odd;
    for (int end = from + (pairs << 4); i < end; i += 16) {
      a = (a ^ Words.at(bytes, i)) * K0;
      b = (b ^ Words.at(bytes, i + 8)) * K1;
      a ^= a >>> 29;
      b ^= b >>> 29;
    }
    even = a;
    odd = b;
    words += pairs << 1;
    if (words == blockWords) {
      close();
    }
    return i;
  }

  private void word(long value) {
    if ((words & 1) == 0) {
      even = (even ^ value) * K0;
      even ^= even >>> 29;
    } else {
      odd = (odd ^ value) * K1;
      odd ^= odd >>> 29;
    }
    if (++words == blockWords) {
      close();
    }
  }

  private void close() {
    words = 0;
    if (count == maxBlocks) {
      return;
    }
    if (count == blocks.length) {
      blocks = Arrays.copyOf(blocks, Math.min(2 * count, maxBlocks));
    }
    blocks[count++] = mix(even, odd);
  }

  /** One number of two, in which every bit of both counts. */
  static long mix(long a, long b) {
    long x = (a ^ (b << 32 | b >>> 32)) * K1;
    x ^= x >>> 32;
    x = (x + b) * K0;
    return x ^ x >>> 29;
  }
}
