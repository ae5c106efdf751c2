package dev.samovar.llmsim.http;

import java.time.Duration;

/**
 * What one server accepts.
 *
 * @param headBytes request line and headers together, also one chunk-size line or the trailers
 * @param bodyBytes one request's body; more is answered with 413
 * @param unreadBytes streamed output that a client leaves unread before its connection is closed
 * @param connections open at once; more are closed on arrival
 * @param stall longest pause inside a request or while a client does not read
 * @param idle longest pause between requests; longer than proxies keep their connections, so that
 *     none is closed while the next request is on its way
 */
public record Limits(
    int headBytes,
    long bodyBytes,
    int unreadBytes,
    int connections,
    Duration stall,
    Duration idle) {
  public static final Limits DEFAULT =
      new Limits(64 << 10, 64L << 20, 4 << 20, 10_000, Duration.ofSeconds(60), Duration.ofHours(2));
}
