package dev.samovar.core.request;

import dev.samovar.core.text.Ascii;
import dev.samovar.core.text.Words;

/**
 * A short string of a document as three numbers, eight bytes in each, the first one lowest: so
 * names are compared without a copy. Escapes are undone.
 *
 * <p>Of what is longer than {@value #MOST} bytes, or holds a wrong escape, only that is known. A
 * character beyond ASCII that is written as an escape becomes a byte that no name has.
 */
final class Word {
  /** Bytes that it holds. */
  static final int MOST = 24;

  private static final int PLAIN = -1;
  private static final int AFTER_BACKSLASH = 4;

  long first;
  long second;
  long third;

  /** Bytes, more than {@link #MOST} where it is no name. */
  int length;

  /** Hexadecimal digits to come, or one of the two above. */
  private int escape = PLAIN;

  private int code;

  void clear() {
    first = 0;
    second = 0;
    third = 0;
    length = 0;
    escape = PLAIN;
  }

  /** Takes the next bytes. */
  void add(byte[] bytes, int from, int to) {
    int n = to - from;
    if (length == 0 && escape == PLAIN && n <= MOST && from + MOST <= bytes.length) {
      first = low(Words.at(bytes, from), n);
      second = n > 8 ? low(Words.at(bytes, from + 8), n - 8) : 0;
      third = n > 16 ? low(Words.at(bytes, from + 16), n - 16) : 0;
      if (!Words.hasBackslash(first) && !Words.hasBackslash(second) && !Words.hasBackslash(third)) {
        length = n;
        return;
      }
      clear();
    }
    for (int i = from; i < to && length <= MOST; i++) {
      take(Words.byteAt(bytes, i));
    }
  }

  /** Says that no more bytes follow. */
  void end() {
    if (escape != PLAIN) {
      length = MOST + 1;
    }
  }

  boolean is(long one, long two, long three) {
    return first == one && second == two && third == three;
  }

  private void take(int b) {
    if (escape == PLAIN) {
      if (b == '\\') {
        escape = AFTER_BACKSLASH + 1;
      } else {
        put(b & 0xff);
      }
    } else if (escape > AFTER_BACKSLASH) {
      int plain = "\"\\/bfnrt".indexOf((char) (b & 0xff));
      escape = PLAIN;
      if (b == 'u') {
        escape = 4;
        code = 0;
      } else if (plain < 0) {
        length = MOST + 1;
      } else {
        put("\"\\/\b\f\n\r\t".charAt(plain));
      }
    } else {
      int digit = Ascii.hexDigit((char) (b & 0xff));
      code = code << 4 | digit & 15;
      escape--;
      if (digit < 0) {
        length = MOST + 1;
      } else if (escape == 0) {
        escape = PLAIN;
        put(code < 0x80 ? code : 0xff);
      }
    }
  }

  private void put(int b) {
    long shifted = (long) b << (length << 3);
    if (length < 8) {
      first |= shifted;
    } else if (length < 16) {
      second |= shifted;
    } else if (length < MOST) {
      third |= shifted;
    }
    length++;
  }

  private static long low(long word, int count) {
    return count >= 8 ? word : word & (1L << (count << 3)) - 1;
  }
}
