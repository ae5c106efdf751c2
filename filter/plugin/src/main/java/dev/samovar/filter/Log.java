package dev.samovar.filter;

import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.LogLevel;

/** Lines in the proxy's log; what a client chose cannot forge a second line. */
final class Log {
  static final String BEGIN = "samovar: ";
  private static final String HEX = "0123456789abcdef";

  private Log() {}

  static void line(Host host, LogLevel level, String text) {
    host.log(level, Names.utf8(BEGIN + escape(text)));
  }

  private static String escape(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = c >= ' ' && c != 0x7f && c != 0x2028 && c != 0x2029;
      if (!plain && out == null) {
        out = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (!plain) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(HEX.charAt(c >> shift & 15));
        }
      } else if (out != null) {
        out.append(c);
      }
    }
    return out == null ? text : out.toString();
  }
}
