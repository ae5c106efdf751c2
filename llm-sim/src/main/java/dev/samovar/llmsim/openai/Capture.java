package dev.samovar.llmsim.openai;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The first bytes of a text, up to a bound. */
final class Capture {
  private final int bound;
  private byte[] bytes = new byte[64];
  private int length;
  private boolean cut;

  Capture(int bound) {
    this.bound = bound;
  }

  void add(byte[] from, int offset, int count) {
    int part = Math.min(count, bound - length);
    if (length + part > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(bound, Math.max(length + part, bytes.length * 2)));
    }
    System.arraycopy(from, offset, bytes, length, part);
    length += part;
    cut |= part < count;
  }

  void clear() {
    length = 0;
    cut = false;
  }

  boolean cut() {
    return cut;
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** The text; a character that the bound cut in two is left out. */
  String text() {
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    int end = text.length();
    while (cut && end > 0 && text.charAt(end - 1) == '\uFFFD') {
      end--;
    }
    return text.substring(0, end);
  }
}
