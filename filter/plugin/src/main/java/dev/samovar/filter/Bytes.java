package dev.samovar.filter;

/** Numbers in byte arrays, big-endian. */
final class Bytes {
  /** Bytes of two numbers. */
  static final int PAIR = 16;

  private Bytes() {}

  static long getLong(byte[] in, int at) {
    long out = 0;
    for (int i = 0; i < 8; i++) {
      out = out << 8 | in[at + i] & 0xff;
    }
    return out;
  }

  static void putLong(byte[] out, int at, long value) {
    for (int i = 0; i < 8; i++) {
      out[at + i] = (byte) (value >> 56 - 8 * i);
    }
  }

  /** A number that is not negative, in decimal digits. */
  static byte[] decimal(int number) {
    int digits = 1;
    for (int left = number / 10; left > 0; left /= 10) {
      digits++;
    }
    byte[] out = new byte[digits];
    int left = number;
    for (int i = digits - 1; i >= 0; i--) {
      out[i] = (byte) ('0' + left % 10);
      left /= 10;
    }
    return out;
  }

  /** A whole number in decimal digits, at most nine of them; 0 for anything else. */
  static int number(byte[] digits) {
    int out = 0;
    if (digits == null || digits.length > 9) {
      return 0;
    }
    for (byte digit : digits) {
      if (digit < '0' || digit > '9') {
        return 0;
      }
      out = 10 * out + (digit - '0');
    }
    return out;
  }

  /** Two numbers. */
  static byte[] pair(long first, long second) {
    byte[] out = new byte[PAIR];
    putLong(out, 0, first);
    putLong(out, 8, second);
    return out;
  }
}
