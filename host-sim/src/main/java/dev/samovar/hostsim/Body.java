package dev.samovar.hostsim;

import java.util.Arrays;

/**
 * The bytes of a body on their way; edits follow {@code proxy_set_buffer_bytes} as Envoy serves it.
 */
final class Body {
  private byte[] bytes;
  private int length;

  Body() {
    this(new byte[0]);
  }

  Body(byte[] bytes) {
    this.bytes = bytes;
    this.length = bytes.length;
  }

  int size() {
    return length;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  byte[] copy(int start, int count) {
    return Arrays.copyOfRange(bytes, start, start + count);
  }

  /** Takes all bytes of another body, which is empty afterwards. */
  void take(Body other) {
    if (length == 0) {
      bytes = other.bytes;
      length = other.length;
    } else {
      append(other.bytes, other.length);
    }
    other.clear();
  }

  void append(byte[] data, int count) {
    int needed = length + count;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * length));
    }
    System.arraycopy(data, 0, bytes, length, count);
    length = needed;
  }

  /** Puts data in the place of the first bytes; more than there are means all of them. */
  void replaceFront(int count, byte[] data) {
    int dropped = Math.min(count, length);
    byte[] joined = Arrays.copyOf(data, data.length + length - dropped);
    System.arraycopy(bytes, dropped, joined, data.length, length - dropped);
    bytes = joined;
    length = joined.length;
  }

  void clear() {
    bytes = new byte[0];
    length = 0;
  }
}
