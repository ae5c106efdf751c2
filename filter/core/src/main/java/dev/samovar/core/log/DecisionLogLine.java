package dev.samovar.core.log;

import dev.samovar.core.text.Utf8;

/**
 * Entries and the documents that they hang on as lines of a log: {@value #ENTRY} or {@value
 * #CONFIGURATION}, then base64 (RFC 4648, section 5, without padding). Whatever stands before is
 * the log's.
 */
public final class DecisionLogLine {
  public static final String ENTRY = "decision-log 1 ";
  public static final String CONFIGURATION = "decision-log configuration ";

  private static final String DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private DecisionLogLine() {}

  /** The line of an entry. */
  public static String of(byte[] entry) {
    return ENTRY + encode(entry);
  }

  /** The line of a configuration document, to be written when it comes into force. */
  public static String ofConfiguration(String json) {
    return CONFIGURATION + encode(Utf8.encode(json));
  }

  private static String encode(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length * 4 / 3 + 4);
    int held = 0;
    int bits = 0;
    for (byte b : bytes) {
      held = held << 8 | b & 0xff;
      bits += 8;
      while (bits >= 6) {
        bits -= 6;
        out.append(DIGITS.charAt(held >> bits & 63));
      }
    }
    if (bits > 0) {
      out.append(DIGITS.charAt(held << 6 - bits & 63));
    }
    return out.toString();
  }
}
