package dev.samovar.core.log;

/**
 * Entries and the configurations that they hang on as lines of a log: {@value #ENTRY} or {@value
 * #CONFIGURATION}, then base64 (RFC 4648, section 5, without padding). Whatever stands before is
 * the log's.
 */
public final class DecisionLogLine {
  public static final String ENTRY = "decision-log 1 ";
  public static final String CONFIGURATION = "decision-log configuration ";

  /** What a module answers that makes decisions again: one line an entry. */
  public static final String AGAIN = "decision-log again ";

  private static final String DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private DecisionLogLine() {}

  /** A line in ASCII: what it begins with, then the bytes. */
  public static byte[] of(String begin, byte[] bytes) {
    int at = begin.length();
    byte[] out = new byte[at + (bytes.length * 4 + 2) / 3];
    for (int i = 0; i < at; i++) {
      out[i] = (byte) begin.charAt(i);
    }
    int held = 0;
    int bits = 0;
    for (byte b : bytes) {
      held = held << 8 | b & 0xff;
      bits += 8;
      while (bits >= 6) {
        bits -= 6;
        out[at++] = (byte) DIGITS.charAt(held >> bits & 63);
      }
    }
    if (bits > 0) {
      out[at] = (byte) DIGITS.charAt(held << 6 - bits & 63);
    }
    return out;
  }
}
