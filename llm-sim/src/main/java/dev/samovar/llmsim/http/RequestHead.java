package dev.samovar.llmsim.http;

import java.util.List;

/**
 * The request line and the headers, in the order in which they came.
 *
 * @param target the request target as sent, query included
 * @param minor the minor HTTP/1 version: 0 or 1
 */
public record RequestHead(String method, String target, int minor, List<Header> headers) {
  public RequestHead {
    headers = List.copyOf(headers);
  }

  /** The target without scheme, authority, query and fragment. */
  public String path() {
    String path = target;
    int scheme = path.indexOf("://");
    if (scheme > 0 && !path.startsWith("/")) {
      int slash = path.indexOf('/', scheme + 3);
      path = slash < 0 ? "/" : path.substring(slash);
    }
    int end = path.indexOf('?');
    path = end < 0 ? path : path.substring(0, end);
    end = path.indexOf('#');
    return end < 0 ? path : path.substring(0, end);
  }

  /** The value of {@code name} in the query, or {@code null}; escapes are left as they are. */
  public String query(String name) {
    int start = target.indexOf('?');
    if (start < 0) {
      return null;
    }
    for (String pair : target.substring(start + 1).split("&")) {
      int equals = pair.indexOf('=');
      if (equals >= 0 && pair.substring(0, equals).equals(name)) {
        return pair.substring(equals + 1);
      }
    }
    return null;
  }

  /** The first value of the header {@code name}, in any case, or {@code null}. */
  public String first(String name) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return header.value();
      }
    }
    return null;
  }

  /** Whether a header {@code name} holds {@code token} among its comma-separated values. */
  boolean holds(String name, String token) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        for (String value : header.value().split(",")) {
          if (value.strip().equalsIgnoreCase(token)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  boolean keepsAlive() {
    return minor == 1 ? !holds("connection", "close") : holds("connection", "keep-alive");
  }
}
