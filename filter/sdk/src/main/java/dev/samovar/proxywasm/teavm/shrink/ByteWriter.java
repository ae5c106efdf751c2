package dev.samovar.proxywasm.teavm.shrink;

import java.io.ByteArrayOutputStream;

/** Writes the binary format's numbers, each in as few bytes as it needs. */
final class ByteWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ByteWriter u8(int value) {
    out.write(value);
    return this;
  }

  ByteWriter unsigned(int value) {
    int left = value;
    while (left >>> 7 != 0) {
      out.write(left & 0x7f | 0x80);
      left >>>= 7;
    }
    out.write(left);
    return this;
  }

  ByteWriter signed(long value) {
    long left = value;
    while (left < -64 || left > 63) {
      out.write((int) left & 0x7f | 0x80);
      left >>= 7;
    }
    out.write((int) left & 0x7f);
    return this;
  }

  ByteWriter bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** The length of the bytes, then the bytes. */
  ByteWriter sized(byte[] bytes) {
    return unsigned(bytes.length).bytes(bytes);
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
