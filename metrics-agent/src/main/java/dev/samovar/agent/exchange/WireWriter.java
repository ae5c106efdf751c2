package dev.samovar.agent.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Appends the primitives of the wire format to a growing array. Not thread-safe. */
final class WireWriter {
  private byte[] bytes = new byte[256];
  private int length;

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }

  WireWriter u8(int value) {
    room(1);
    bytes[length++] = (byte) value;
    return this;
  }

  /** Seven bits a byte, lowest first; negative values are written as 0. */
  WireWriter varint(long value) {
    room(9);
    long rest = Math.max(0, value);
    while (rest >= 0x80) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  /** Eight bytes, lowest first. */
  WireWriter u64(long value) {
    room(8);
    for (int i = 0; i < 8; i++) {
      bytes[length++] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  WireWriter text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    varint(utf8.length);
    return raw(utf8, utf8.length);
  }

  private WireWriter raw(byte[] from, int count) {
    room(count);
    System.arraycopy(from, 0, bytes, length, count);
    length += count;
    return this;
  }

  WireWriter raw(byte[] from) {
    return raw(from, from.length);
  }

  /** What another writer holds, preceded by its length. */
  WireWriter block(WireWriter inner) {
    varint(inner.length);
    return raw(inner.bytes, inner.length);
  }

  WireWriter section(int type, WireWriter payload) {
    return u8(type).block(payload);
  }

  int length() {
    return length;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }
}
