package dev.samovar.core.text;

/**
 * UTF-8 to strings and back (RFC 3629).
 *
 * <p>What is no UTF-8 becomes U+FFFD, one for each byte that starts no character; a surrogate
 * without its partner is written as U+FFFD too. The charsets of the JDK would be a tenth of the
 * compiled module, and slower there.
 */
public final class Utf8 {
  private static final char UNKNOWN = '\uFFFD';

  private Utf8() {}

  /** The string's bytes. */
  public static byte[] encode(String text) {
    int n = text.length();
    int size = 0;
    boolean ascii = true;
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      ascii &= c < 0x80;
      size += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
    byte[] out = new byte[size];
    if (ascii) {
      for (int i = 0; i < n; i++) {
        out[i] = (byte) text.charAt(i);
      }
      return out;
    }
    int at = 0;
    for (int i = 0; i < n; i++) {
      int c = text.charAt(i);
      if (isHigh(c) && i + 1 < n && isLow(text.charAt(i + 1))) {
        c = 0x10000 + (c - 0xD800 << 10) + (text.charAt(++i) - 0xDC00);
      } else if (isHigh(c) || isLow(c)) {
        c = UNKNOWN;
      }
      at = put(c, out, at);
    }
    if (at == size) {
      return out;
    }
    byte[] exact = new byte[at];
    System.arraycopy(out, 0, exact, 0, at);
    return exact;
  }

  /** The string of all bytes. */
  public static String decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  /** The string of {@code length} bytes from {@code offset}. */
  public static String decode(byte[] bytes, int offset, int length) {
    char[] out = new char[length];
    int size = 0;
    int end = offset + length;
    int i = offset;
    while (i < end) {
      int b = bytes[i];
      if (b >= 0) {
        out[size++] = (char) b;
        i++;
        continue;
      }
      int more = more(b & 0xff);
      int code = more == 1 ? b & 0x1f : more == 2 ? b & 0x0f : b & 0x07;
      int taken = 0;
      while (taken < more && i + 1 + taken < end && (bytes[i + 1 + taken] & 0xC0) == 0x80) {
        code = code << 6 | bytes[i + 1 + taken] & 0x3f;
        taken++;
      }
      if (more == 0 || taken < more || isOverlongOrSurrogate(code, more)) {
        out[size++] = UNKNOWN;
        i++;
        continue;
      }
      i += 1 + more;
      if (code < 0x10000) {
        out[size++] = (char) code;
      } else {
        out[size++] = (char) (0xD800 + (code - 0x10000 >> 10));
        out[size++] = (char) (0xDC00 + (code - 0x10000 & 0x3ff));
      }
    }
    return new String(out, 0, size);
  }

  private static int put(int c, byte[] out, int at) {
    int i = at;
    if (c < 0x80) {
      out[i++] = (byte) c;
    } else if (c < 0x800) {
      out[i++] = (byte) (0xC0 | c >> 6);
      out[i++] = (byte) (0x80 | c & 0x3f);
    } else if (c < 0x10000) {
      out[i++] = (byte) (0xE0 | c >> 12);
      out[i++] = (byte) (0x80 | c >> 6 & 0x3f);
      out[i++] = (byte) (0x80 | c & 0x3f);
    } else {
      out[i++] = (byte) (0xF0 | c >> 18);
      out[i++] = (byte) (0x80 | c >> 12 & 0x3f);
      out[i++] = (byte) (0x80 | c >> 6 & 0x3f);
      out[i++] = (byte) (0x80 | c & 0x3f);
    }
    return i;
  }

  /** How many bytes follow a first byte; 0 where it is none. */
  private static int more(int first) {
    if (first >= 0xC2 && first < 0xE0) {
      return 1;
    }
    if (first >= 0xE0 && first < 0xF0) {
      return 2;
    }
    return first >= 0xF0 && first < 0xF5 ? 3 : 0;
  }

  private static boolean isOverlongOrSurrogate(int code, int more) {
    return more == 2 && (code < 0x800 || code >= 0xD800 && code < 0xE000)
        || more == 3 && (code < 0x10000 || code > 0x10FFFF);
  }

  private static boolean isHigh(int c) {
    return c >= 0xD800 && c < 0xDC00;
  }

  private static boolean isLow(int c) {
    return c >= 0xDC00 && c < 0xE000;
  }
}
