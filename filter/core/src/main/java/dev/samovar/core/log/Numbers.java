package dev.samovar.core.log;

import dev.samovar.core.exchange.WireReader;
import dev.samovar.core.exchange.WireWriter;

/**
 * Doubles in as few bytes as they need, and back to the last bit: a {@code varint} whose lowest two
 * bits say what the others are, a whole number (0), ten thousandths (2), millionths (3), or nothing
 * before the eight bytes of the number (1).
 */
final class Numbers {
  private static final double MOST = 1L << 50;

  private Numbers() {}

  static void write(double value, WireWriter out) {
    if (value >= 0 && value < MOST) {
      for (int kind = 0; kind < 4; kind++) {
        if (kind != 1) {
          long steps = (long) (value * scale(kind) + 0.5);
          double back = value(kind, steps);
          if (Double.doubleToRawLongBits(back) == Double.doubleToRawLongBits(value)) {
            out.varint(steps << 2 | kind);
            return;
          }
        }
      }
    }
    out.varint(1).u64(Double.doubleToRawLongBits(value));
  }

  static double read(WireReader in) {
    long first = in.varint();
    int kind = (int) (first & 3);
    return kind == 1 ? Double.longBitsToDouble(in.u64()) : value(kind, first >>> 2);
  }

  /** A moment before another or, where clocks differ, after it. */
  static void time(long at, long now, WireWriter out) {
    long before = now - at;
    out.varint(before << 1 ^ before >> 63);
  }

  static long time(WireReader in, long now) {
    long before = in.varint();
    return now - (before >>> 1 ^ -(before & 1));
  }

  private static double scale(int kind) {
    return kind == 0 ? 1 : kind == 2 ? 1e4 : 1e6;
  }

  /** As the reader of snapshots turns steps into numbers. */
  private static double value(int kind, long steps) {
    return kind == 0 ? steps : kind == 2 ? steps / 1e4 : steps * 1e-6;
  }
}
