package dev.samovar.core.exchange;

import dev.samovar.core.text.Utf8;

/** Bytes in the exchange's primitives; grows as it is written. */
public final class WireWriter {
  private byte[] bytes = new byte[128];
  private int size;

  /** The lowest eight bits. */
  public WireWriter u8(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /** Seven bits a byte, lowest first; a negative number is written as 0. */
  public WireWriter varint(long value) {
    long left = value < 0 ? 0 : value;
    while (left > 0x7f) {
      u8((int) left | 0x80);
      left >>>= 7;
    }
    return u8((int) left);
  }

  /** Eight bytes, lowest first. */
  public WireWriter u64(long value) {
    for (int i = 0; i < 64; i += 8) {
      u8((int) (value >>> i));
    }
    return this;
  }

  /** Length and UTF-8. */
  public WireWriter text(String text) {
    byte[] utf8 = Utf8.encode(text);
    varint(utf8.length);
    return raw(utf8, utf8.length);
  }

  /** Type, length and payload. */
  public WireWriter section(int type, WireWriter payload) {
    u8(type).varint(payload.size);
    return raw(payload.bytes, payload.size);
  }

  /** A length and so many bytes. */
  public WireWriter block(byte[] source) {
    varint(source.length);
    return raw(source, source.length);
  }

  /** What another one holds, as it is. */
  public WireWriter all(WireWriter other) {
    return raw(other.bytes, other.size);
  }

  /** What was written. */
  public byte[] toBytes() {
    byte[] out = new byte[size];
    System.arraycopy(bytes, 0, out, 0, size);
    return out;
  }

  /** Bytes as they are. */
  WireWriter raw(byte[] source) {
    return raw(source, source.length);
  }

  private WireWriter raw(byte[] source, int length) {
    room(length);
    System.arraycopy(source, 0, bytes, size, length);
    size += length;
    return this;
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      byte[] larger = new byte[Math.max(size + more, 2 * bytes.length)];
      System.arraycopy(bytes, 0, larger, 0, size);
      bytes = larger;
    }
  }
}
