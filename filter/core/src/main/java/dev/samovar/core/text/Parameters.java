package dev.samovar.core.text;

/**
 * The parameters of a header's value: {@code form-data; name="model"; filename=x} (RFC 9110,
 * section 5.6.6; RFC 2183, section 2).
 */
public final class Parameters {
  /** What {@link #find} answers where nobody can say which value is meant: two of them, or half. */
  public static final String AMBIGUOUS = new String("ambiguous");

  private Parameters() {}

  /** What stands before the parameters, without space around it. */
  public static String value(String header) {
    int end = header.indexOf(';');
    return (end < 0 ? header : header.substring(0, end)).trim();
  }

  /** The parameter of a name, letters of either case alike; {@code null} where there is none. */
  public static String find(String header, String name) {
    String found = null;
    int length = header.length();
    int i = header.indexOf(';');
    while (i >= 0 && i < length) {
      int from = i + 1;
      int equals = header.indexOf('=', from);
      int next = header.indexOf(';', from);
      if (equals < 0 || next >= 0 && next < equals) {
        // No value; the space behind a last semicolon is one such.
        i = next;
        continue;
      }
      String key = header.substring(from, equals).trim();
      int at = equals + 1;
      while (at < length && header.charAt(at) == ' ') {
        at++;
      }
      String value;
      if (at < length && header.charAt(at) == '"') {
        StringBuilder out = new StringBuilder();
        for (at++; at < length && header.charAt(at) != '"'; at++) {
          if (header.charAt(at) == '\\' && at + 1 < length) {
            at++;
          }
          out.append(header.charAt(at));
        }
        if (at >= length) {
          return AMBIGUOUS;
        }
        value = out.toString();
        i = header.indexOf(';', at);
        if (!header.substring(at + 1, i < 0 ? length : i).trim().isEmpty()) {
          return AMBIGUOUS;
        }
      } else {
        value = header.substring(at, next < 0 ? length : next).trim();
        i = next;
      }
      if (Ascii.equalsIgnoringCase(key, name)) {
        if (found != null) {
          return AMBIGUOUS;
        }
        found = value;
      }
    }
    return found;
  }
}
