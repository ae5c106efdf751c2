package dev.samovar.proxywasm.teavm.shrink;

/** Reads the binary format's numbers (WebAssembly core specification, section 5.2). */
final class ByteReader {
  final byte[] bytes;
  int at;
  final int end;

  ByteReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  boolean more() {
    return at < end;
  }

  int u8() {
    if (at >= end) {
      throw new UnknownShape("the bytes end early");
    }
    return bytes[at++] & 0xff;
  }

  int unsigned() {
    long out = 0;
    int shift = 0;
    int b;
    do {
      b = u8();
      out |= (long) (b & 0x7f) << shift;
      shift += 7;
    } while ((b & 0x80) != 0);
    return (int) out;
  }

  long signed() {
    long out = 0;
    int shift = 0;
    int b;
    do {
      b = u8();
      out |= (long) (b & 0x7f) << shift;
      shift += 7;
    } while ((b & 0x80) != 0);
    return shift < 64 && (b & 0x40) != 0 ? out | -1L << shift : out;
  }

  /** The next four bytes, the highest first. */
  int bigEndian() {
    return u8() << 24 | u8() << 16 | u8() << 8 | u8();
  }

  byte[] take(int count) {
    if (count < 0 || count > end - at) {
      throw new UnknownShape("the bytes end early");
    }
    byte[] out = java.util.Arrays.copyOfRange(bytes, at, at + count);
    at += count;
    return out;
  }
}
