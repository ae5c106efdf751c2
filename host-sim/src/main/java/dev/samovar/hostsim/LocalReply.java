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

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
