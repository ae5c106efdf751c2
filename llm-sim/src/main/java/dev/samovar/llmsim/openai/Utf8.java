package dev.samovar.llmsim.openai;

/** Checks UTF-8 byte by byte (the table of RFC 3629, section 4), and encodes single characters. */
final class Utf8 {
  private int missing;
  private int low = 0x80;
  private int high = 0xBF;

  /** Whether a character has begun and is not complete. */
  boolean open() {
    return missing > 0;
  }

  /** Takes the next byte; false when it cannot stand there. */
  boolean accepts(byte next) {
    int value = next & 0xFF;
    if (missing > 0) {
      boolean fits = value >= low && value <= high;
      missing--;
      low = 0x80;
      high = 0xBF;
      return fits;
    }
    if (value < 0x80) {
      return true;
    }
    if (value >= 0xC2 && value <= 0xDF) {
      missing = 1;
    } else if (value >= 0xE0 && value <= 0xEF) {
      missing = 2;
      low = value == 0xE0 ? 0xA0 : 0x80;
      high = value == 0xED ? 0x9F : 0xBF;
    } else if (value >= 0xF0 && value <= 0xF4) {
      missing = 3;
      low = value == 0xF0 ? 0x90 : 0x80;
      high = value == 0xF4 ? 0x8F : 0xBF;
    } else {
      return false;
    }
    return true;
  }

  /** Writes {@code codePoint} to the start of {@code into} and returns its length, 1 to 4. */
  static int encode(int codePoint, byte[] into) {
    if (codePoint < 0x80) {
      into[0] = (byte) codePoint;
      return 1;
    }
    int length = codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    int rest = codePoint;
    for (int i = length - 1; i > 0; i--) {
      into[i] = (byte) (0x80 | rest & 0x3F);
      rest >>= 6;
    }
    into[0] = (byte) (0xF00 >> length | rest);
    return length;
  }
}
