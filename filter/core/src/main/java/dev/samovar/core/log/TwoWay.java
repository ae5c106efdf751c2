package dev.samovar.core.log;

import dev.samovar.core.exchange.WireReader;
import dev.samovar.core.exchange.WireWriter;

/**
 * Writes what it is given, or reads it and passes over what it is given: one method says both ways,
 * so that they cannot differ.
 *
 * <p>A double is as short as it allows, and comes back to the last bit: a {@code varint} whose
 * lowest two bits say what the others are, a whole number (0), ten thousandths (2), millionths (3),
 * or nothing before the eight bytes of the number (1).
 */
final class TwoWay {
  private static final double MOST = 1L << 50;

  private final WireReader in;
  private final WireWriter out;

  /**
   * @param in what is read, or {@code null}
   * @param out where is written, or {@code null}
   */
  TwoWay(WireReader in, WireWriter out) {
    this.in = in;
    this.out = out;
  }

  boolean reads() {
    return in != null;
  }

  /** 0 and more, as a {@code varint}, or any as {@code u64}. */
  long whole(long value, boolean wide) {
    if (in != null) {
      return wide ? in.u64() : in.varint();
    }
    if (wide) {
      out.u64(value);
    } else {
      out.varint(value);
    }
    return value;
  }

  int integer(int value) {
    return (int) whole(value, false);
  }

  /** How many items follow, none of which is empty. */
  int count(int value) {
    return in != null ? in.count() : integer(value);
  }

  /** A text, or {@code null} where that may be. */
  String text(String text, boolean orNull) {
    if (orNull && integer(text == null ? 0 : 1) == 0) {
      return null;
    }
    if (in != null) {
      return in.text();
    }
    out.text(text);
    return text;
  }

  String[] texts(String[] texts) {
    int count = count(texts.length);
    String[] all = in != null ? new String[count] : texts;
    for (int i = 0; i < count; i++) {
      all[i] = text(all[i], false);
    }
    return all;
  }

  double number(double value) {
    if (in != null) {
      long first = in.varint();
      int kind = (int) (first & 3);
      return kind == 1 ? Double.longBitsToDouble(in.u64()) : value(kind, first >>> 2);
    }
    long bits = Double.doubleToRawLongBits(value);
    for (int kind = 0; value >= 0 && value < MOST && kind < 4; kind++) {
      long steps = (long) (value * (kind == 0 ? 1 : kind == 2 ? 1e4 : 1e6) + 0.5);
      if (kind != 1 && Double.doubleToRawLongBits(value(kind, steps)) == bits) {
        out.varint(steps << 2 | kind);
        return value;
      }
    }
    out.varint(1).u64(bits);
    return value;
  }

  /** As the reader of snapshots turns steps into numbers. */
  private static double value(int kind, long steps) {
    return kind == 0 ? steps : kind == 2 ? steps / 1e4 : steps * 1e-6;
  }
}
