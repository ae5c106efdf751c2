package dev.samovar.core.request;

import dev.samovar.core.text.Ascii;
import dev.samovar.core.text.Utf8;

/** Unescapes short strings. */
final class JsonStrings {
  private JsonStrings() {}

  /** The string of raw bytes between quotes, or {@code null} where an escape is wrong. */
  static String unescape(byte[] raw, int length) {
    String text = Utf8.decode(raw, 0, length);
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      i++;
      char escape = i < text.length() ? text.charAt(i) : 0;
      int plain = "\"\\/bfnrt".indexOf(escape);
      if (plain >= 0) {
        out.append("\"\\/\b\f\n\r\t".charAt(plain));
      } else if (escape == 'u' && i + 4 < text.length()) {
        int code = 0;
        for (int k = 1; k <= 4; k++) {
          int digit = Ascii.hexDigit(text.charAt(i + k));
          if (digit < 0) {
            return null;
          }
          code = code << 4 | digit;
        }
        out.append((char) code);
        i += 4;
      } else {
        return null;
      }
    }
    return out.toString();
  }
}
