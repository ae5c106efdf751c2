package dev.samovar.core.text;

/**
 * Text without the tables of Unicode: hexadecimal digits and letters that differ only in case,
 * ASCII alone, as HTTP and JSON want it.
 */
public final class Ascii {
  private Ascii() {}

  /** The value of a hexadecimal digit, or -1. */
  public static int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    char lower = lower(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /** A to Z as a to z, anything else as it is. */
  public static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }

  /** True where {@code text} has {@code other} at a place, letters of either case alike. */
  public static boolean matchesAt(String text, int at, String other) {
    if (at < 0 || at + other.length() > text.length()) {
      return false;
    }
    for (int i = 0; i < other.length(); i++) {
      if (lower(text.charAt(at + i)) != lower(other.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** True where both are the same, letters of either case alike. */
  public static boolean equalsIgnoringCase(String a, String b) {
    return a.length() == b.length() && matchesAt(a, 0, b);
  }
}
