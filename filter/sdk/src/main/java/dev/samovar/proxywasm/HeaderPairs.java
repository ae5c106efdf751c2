package dev.samovar.proxywasm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Header pairs in the ABI's encoding: a count, then the lengths of every name and value, then every
 * name and value followed by a NUL byte; numbers are 32-bit little-endian (ABI 0.2.1,
 * "Serialization").
 */
public final class HeaderPairs {
  private static final byte[] NONE = new byte[4];

  private HeaderPairs() {}

  /** Encodes alternating names and values. */
  public static byte[] of(String... namesAndValues) {
    byte[][] parts = new byte[namesAndValues.length][];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = namesAndValues[i].getBytes(StandardCharsets.UTF_8);
    }
    return encode(parts);
  }

  /** Encodes alternating names and values; {@code IllegalArgumentException} for an odd number. */
  public static byte[] encode(byte[]... parts) {
    if ((parts.length & 1) != 0) {
      throw new IllegalArgumentException("parts: must alternate names and values");
    }
    if (parts.length == 0) {
      return NONE.clone();
    }
    int size = 4;
    for (byte[] part : parts) {
      size += 4 + part.length + 1;
    }
    byte[] out = new byte[size];
    putInt(out, 0, parts.length / 2);
    int length = 4;
    int data = 4 + 4 * parts.length;
    for (byte[] part : parts) {
      putInt(out, length, part.length);
      length += 4;
      System.arraycopy(part, 0, out, data, part.length);
      data += part.length + 1;
    }
    return out;
  }

  /** Decodes pairs; {@code IllegalArgumentException} where lengths do not fit the bytes. */
  public static List<Pair> decode(byte[] pairs) {
    List<Pair> out = new ArrayList<>();
    if (pairs.length == 0) {
      return out;
    }
    if (pairs.length < 4) {
      throw new IllegalArgumentException("pairs: shorter than their count");
    }
    int count = getInt(pairs, 0);
    if (count < 0 || count > (pairs.length - 4) / 10) {
      throw new IllegalArgumentException(
          "pairs: count " + count + " does not fit " + pairs.length + " bytes");
    }
    int data = 4 + 8 * count;
    for (int i = 0; i < count; i++) {
      int nameLength = getInt(pairs, 4 + 8 * i);
      int valueLength = getInt(pairs, 8 + 8 * i);
      if (nameLength < 0
          || valueLength < 0
          || nameLength > pairs.length
          || valueLength > pairs.length
          || data + nameLength + valueLength + 2 > pairs.length) {
        throw new IllegalArgumentException("pairs: pair " + i + " ends past the bytes");
      }
      String name = new String(pairs, data, nameLength, StandardCharsets.UTF_8);
      data += nameLength + 1;
      String value = new String(pairs, data, valueLength, StandardCharsets.UTF_8);
      data += valueLength + 1;
      out.add(new Pair(name, value));
    }
    return out;
  }

  /** One header. */
  public record Pair(String name, String value) {}

  private static void putInt(byte[] out, int at, int value) {
    out[at] = (byte) value;
    out[at + 1] = (byte) (value >> 8);
    out[at + 2] = (byte) (value >> 16);
    out[at + 3] = (byte) (value >> 24);
  }

  private static int getInt(byte[] in, int at) {
    return in[at] & 0xff
        | (in[at + 1] & 0xff) << 8
        | (in[at + 2] & 0xff) << 16
        | (in[at + 3] & 0xff) << 24;
  }
}
