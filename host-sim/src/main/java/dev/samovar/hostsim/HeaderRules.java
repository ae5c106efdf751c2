package dev.samovar.hostsim;

/** What Envoy's codec refuses to write: names that are no tokens, values that end a line. */
final class HeaderRules {
  private static final String TOKEN = "!#$%&'*+-.^_`|~";

  private HeaderRules() {}

  /** Envoy's message for what is wrong with a request on its way upstream, or {@code null}. */
  static String wrongInRequest(Headers headers) {
    if (!headers.contains(":method")) {
      return "missing required header: :method";
    }
    return wrongField(headers);
  }

  /** Envoy's message for the first field that is wrong, or {@code null}. */
  static String wrongField(Headers headers) {
    for (Header header : headers) {
      String name = header.name();
      if (name.startsWith(":") ? name.length() < 2 : !isToken(name)) {
        return "invalid header name: " + name;
      }
      if (header.value().chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
        return "invalid header value for: " + name;
      }
    }
    return null;
  }

  private static boolean isToken(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(
                c -> c < 128 && (Character.isLetterOrDigit((char) c) || TOKEN.indexOf(c) >= 0));
  }
}
