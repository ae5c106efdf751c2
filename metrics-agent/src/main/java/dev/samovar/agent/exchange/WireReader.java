package dev.samovar.agent.exchange;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the primitives of the wire format from a part of an array.
 *
 * <p>Every method throws {@link MalformedExchange} rather than read beyond the part's end.
 */
final class WireReader {
  private final byte[] bytes;
  private final int end;
  private int at;

  WireReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  boolean hasMore() {
    return at < end;
  }

  private void need(long count) {
    if (count > end - at) {
      throw new MalformedExchange("body: ends in the middle of a value");
    }
  }

  int u8() {
    need(1);
    return bytes[at++] & 0xff;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw new MalformedExchange("body: a number must have at most 63 bits");
  }

  long u64() {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value |= (bytes[at++] & 0xffL) << (8 * i);
    }
    return value;
  }

  /** A number of records; each of them takes at least one byte. */
  int count(int most, String what) {
    long count = varint();
    if (count > most) {
      throw new MalformedExchange(what + ": must be at most " + most + ", are " + count);
    }
    need(count);
    return (int) count;
  }

  String text(int mostBytes, String what) {
    long length = varint();
    if (length > mostBytes) {
      throw new MalformedExchange(what + ": must be at most " + mostBytes + " bytes");
    }
    need(length);
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, at, (int) length))
              .toString();
      at += (int) length;
      return text;
    } catch (CharacterCodingException e) {
      throw new MalformedExchange(what + ": must be UTF-8");
    }
  }

  /** The next so many bytes as a part of their own; moves behind them. */
  WireReader part() {
    long length = varint();
    need(length);
    WireReader part = new WireReader(bytes, at, at + (int) length);
    at += (int) length;
    return part;
  }
}
