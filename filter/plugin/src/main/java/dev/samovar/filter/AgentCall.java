package dev.samovar.filter;

import dev.samovar.proxywasm.HeaderPairs;

/**
 * The question to the agent: {@code GET /v1/metrics?prefix=…&keys=a,b}, prepared once.
 *
 * @param cluster Envoy's cluster of the agent
 * @param headers encoded pairs
 */
record AgentCall(byte[] cluster, byte[] headers) {
  private static final String HEX = "0123456789ABCDEF";

  AgentCall(String cluster, String prefix, String[] keys) {
    this(
        Names.utf8(cluster),
        HeaderPairs.encode(
            Names.METHOD,
            Names.utf8("GET"),
            Names.PATH,
            Names.utf8(path(prefix, keys)),
            Names.AUTHORITY,
            Names.utf8("samovar-agent"),
            Names.ACCEPT,
            Names.APPLICATION_JSON));
  }

  private static String path(String prefix, String[] keys) {
    StringBuilder out = new StringBuilder("/v1/metrics?prefix=");
    encode(prefix, out);
    out.append("&keys=");
    for (int i = 0; i < keys.length; i++) {
      if (i > 0) {
        out.append(',');
      }
      encode(keys[i], out);
    }
    return out.toString();
  }

  /** Percent-encoding (RFC 3986, section 2): all but unreserved characters. */
  private static void encode(String text, StringBuilder out) {
    for (byte b : Names.utf8(text)) {
      char c = (char) (b & 0xff);
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '-'
              || c == '.'
              || c == '_'
              || c == '~';
      if (plain) {
        out.append(c);
      } else {
        out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
  }
}
