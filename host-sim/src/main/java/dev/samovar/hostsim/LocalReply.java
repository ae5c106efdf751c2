package dev.samovar.hostsim;

import java.nio.charset.StandardCharsets;

/**
 * An answer that the proxy made itself.
 *
 * @param status HTTP status
 * @param details text for logs, {@code %RESPONSE_CODE_DETAILS%}
 * @param headers what was asked for beside the status
 * @param body bytes
 * @param grpcStatus -1 for none
 * @param byGuest true where the guest asked for it ({@code proxy_send_local_response})
 */
public record LocalReply(
    int status, String details, Headers headers, byte[] body, int grpcStatus, boolean byGuest) {

  /** An answer of the proxy's own, as text. */
  static LocalReply of(int status, String details, String text) {
    return new LocalReply(
        status, details, new Headers(), text.getBytes(StandardCharsets.UTF_8), -1, false);
  }

  /** What Envoy answers when a filter took away or spoiled what a message needs. */
  static LocalReply spoiled(int status, String direction, String message) {
    return of(
        status,
        "filter_removed_required_" + direction + "_headers{" + message.replaceAll("\\s", "_") + "}",
        message);
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
