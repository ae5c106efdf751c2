package dev.samovar.agent.http;

import java.util.Locale;
import java.util.Map;

/**
 * What an endpoint gets to see of a request.
 *
 * @param path without the query, not decoded
 * @param rawQuery behind the question mark, not decoded; empty when there is none
 * @param headers by lower-case name; of a repeated one the first
 * @param body empty unless the endpoint reads one
 * @param trusted whether the peer is this machine, or showed a certificate that the agent asked for
 */
public record Request(
    String method,
    String path,
    String rawQuery,
    Map<String, String> headers,
    byte[] body,
    boolean trusted) {
  private static final byte[] NO_BODY = new byte[0];

  public Request {
    headers = Map.copyOf(headers);
  }

  /** Splits a request target; one in absolute form loses its scheme and host. */
  public static Request of(String method, String target) {
    String local = target;
    int scheme = target.indexOf("://");
    if (!target.startsWith("/") && scheme >= 0) {
      int slash = target.indexOf('/', scheme + 3);
      local = slash < 0 ? "/" : target.substring(slash);
    }
    int question = local.indexOf('?');
    return new Request(
        method,
        question < 0 ? local : local.substring(0, question),
        question < 0 ? "" : local.substring(question + 1),
        Map.of(),
        NO_BODY,
        true);
  }

  /** The same request with what came behind its first line. */
  public Request with(Map<String, String> given, byte[] content, boolean fromTrusted) {
    return new Request(method, path, rawQuery, given, content, fromTrusted);
  }

  /** A header, or the empty text. */
  public String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }
}
