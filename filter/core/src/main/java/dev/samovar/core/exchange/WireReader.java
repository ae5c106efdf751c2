package dev.samovar.core.exchange;

import dev.samovar.core.text.Utf8;

/**
 * Reads the exchange's primitives from untrusted bytes.
 *
 * <p>What does not fit makes the reader bad for good: every read answers 0 or empty from then on,
 * and whoever reads looks at {@link #isBad()} once at the end.
 */
public final class WireReader {
  private final byte[] bytes;
  private final int end;
  private int at;
  private boolean bad;

  /** Of all bytes. */
  public WireReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private WireReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** Whether there is more, and it can be read. */
  public boolean hasMore() {
    return !bad && at < end;
  }

  /** Whether something did not fit. */
  public boolean isBad() {
    return bad;
  }

  /** One byte, 0 to 255. */
  public int u8() {
    if (bad || at == end) {
      bad = true;
      return 0;
    }
    return bytes[at++] & 0xff;
  }

  /** 0 to 2^63 - 1, in at most nine bytes. */
  public long varint() {
    long out = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int b = u8();
      out |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return bad ? 0 : out;
      }
    }
    bad = true;
    return 0;
  }

  /** Eight bytes, lowest first. */
  public long u64() {
    long out = 0;
    for (int shift = 0; shift < 64; shift += 8) {
      out |= (long) u8() << shift;
    }
    return bad ? 0 : out;
  }

  /** How many items follow; each takes at least a byte, so no more than the bytes left. */
  public int count() {
    long count = varint();
    if (count > end - at) {
      bad = true;
      return 0;
    }
    return (int) count;
  }

  /** Length and UTF-8. */
  public String text() {
    int length = count();
    String out = Utf8.decode(bytes, at, length);
    at += length;
    return out;
  }

  /** A length and a reader of so many bytes, which this one passes over. */
  public WireReader part() {
    int length = count();
    WireReader out = new WireReader(bytes, at, at + length);
    at += length;
    return out;
  }

  /** Passes over a length and so many bytes. */
  public void skip() {
    // Not in one: the position would be read before the length moves it.
    int length = count();
    at += length;
  }

  /** Bytes that are left. */
  public int left() {
    return bad ? 0 : end - at;
  }

  /** Where the next byte stands. */
  int position() {
    return at;
  }

  /** The bytes since a position. */
  byte[] copy(int from) {
    byte[] out = new byte[at - from];
    System.arraycopy(bytes, from, out, 0, out.length);
    return out;
  }

  /** All that is left. */
  byte[] rest() {
    int from = at;
    at = end;
    return copy(from);
  }
}
