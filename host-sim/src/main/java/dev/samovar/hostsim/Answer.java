package dev.samovar.hostsim;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * How a callout ends: with an answer, at once or later, by failing, or never.
 *
 * <p>proxy-wasm ABI 0.2.1, "proxy_on_http_call_response".
 */
public final class Answer {
  enum Kind {
    REPLY,
    FAIL,
    NEVER
  }

  final Kind kind;
  final Headers headers;
  final byte[] body;
  final Headers trailers;
  final Duration delay;

  private Answer(Kind kind, Headers headers, byte[] body, Headers trailers, Duration delay) {
    this.kind = kind;
    this.headers = headers;
    this.body = body;
    this.trailers = trailers;
    this.delay = delay;
  }

  /** An answer with a status, a body and more headers. */
  public static Answer of(int status, byte[] body, String... headers) {
    Headers map = Headers.of(":status", String.valueOf(status));
    for (Header header : Headers.of(headers)) {
      map.add(header.name(), header.value());
    }
    if (!map.contains("content-length")) {
      map.add("content-length", String.valueOf(body.length));
    }
    return new Answer(Kind.REPLY, map, body.clone(), null, Duration.ZERO);
  }

  /** An answer with a status, a body as UTF-8 and more headers. */
  public static Answer of(int status, String body, String... headers) {
    return of(status, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /** 200 with a JSON body. */
  public static Answer json(String body) {
    return of(200, body, "content-type", "application/json");
  }

  /** A status without a body. */
  public static Answer status(int status) {
    return of(status, new byte[0]);
  }

  /** The call breaks off: the guest is called back with no headers. */
  public static Answer fail() {
    return new Answer(Kind.FAIL, null, new byte[0], null, Duration.ZERO);
  }

  /** The cluster has no host that listens: what Envoy answers itself, 503. */
  public static Answer refused() {
    return of(
        503,
        "upstream connect error or disconnect/reset before headers. reset reason: remote"
            + " connection failure",
        "content-type",
        "text/plain");
  }

  /** No answer: the deadline decides, and a test that meant it so has no fault. */
  public static Answer never() {
    return new Answer(Kind.NEVER, null, new byte[0], null, Duration.ZERO);
  }

  /** What Envoy answers itself when the deadline of a call passes: 504. */
  static Answer timedOut() {
    return of(504, "upstream request timeout", "content-type", "text/plain");
  }

  /** The same answer, so much later. */
  public Answer after(Duration delay) {
    return new Answer(kind, headers, body, trailers, delay);
  }

  /** The same answer with trailers. */
  public Answer trailers(String... namesAndValues) {
    return new Answer(kind, headers, body, Headers.of(namesAndValues), delay);
  }
}
