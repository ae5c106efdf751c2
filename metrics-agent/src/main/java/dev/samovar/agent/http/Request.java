package dev.samovar.agent.http;

/**
 * What an endpoint gets to see of a request.
 *
 * @param path without the query, not decoded
 * @param rawQuery behind the question mark, not decoded; empty when there is none
 */
public record Request(String method, String path, String rawQuery) {

  /** Splits a request target; one in absolute form loses its scheme and host. */
  public static Request of(String method, String target) {
    String local = target;
    int scheme = target.indexOf("://");
    if (!target.startsWith("/") && scheme >= 0) {
      int slash = target.indexOf('/', scheme + 3);
      local = slash < 0 ? "/" : target.substring(slash);
    }
    int question = local.indexOf('?');
    return question < 0
        ? new Request(method, local, "")
        : new Request(method, local.substring(0, question), local.substring(question + 1));
  }
}
