package dev.samovar.hostsim;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A request before it is sent.
 *
 * <p>proxy-wasm ABI 0.2.1, "HTTP streams".
 */
public final class RequestBuilder {
  private final Worker worker;
  private final Headers headers;
  private final Map<String, byte[]> properties = new HashMap<>();
  private byte[] body = new byte[0];
  private Headers trailers;
  private int chunks = 1;
  private boolean checkLength = true;
  private boolean endWithData;

  RequestBuilder(Worker worker, String method, String path, String... namesAndValues) {
    this.worker = worker;
    Headers given = Headers.of(namesAndValues);
    String authority =
        given.get(":authority") == null ? given.get("host") : given.get(":authority");
    headers =
        Headers.of(
            ":authority",
            authority == null ? "localhost" : authority,
            ":path",
            path,
            ":method",
            method,
            ":scheme",
            "http");
    for (Header header : given) {
      if (!header.name().equals("host") && !header.name().startsWith(":")) {
        headers.add(header.name(), header.value());
      }
    }
    headers.add("x-forwarded-proto", "http");
  }

  /** Adds a header. */
  public RequestBuilder header(String name, String value) {
    headers.add(name, value);
    return this;
  }

  /** The body; {@code content-length} is added by {@link #send()} unless it is there. */
  public RequestBuilder body(byte[] bytes) {
    body = bytes.clone();
    return this;
  }

  /** The body as UTF-8. */
  public RequestBuilder body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends the body in so many pieces. */
  public RequestBuilder chunks(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("chunks: must be at least 1, was " + count);
    }
    chunks = count;
    return this;
  }

  /** Ends the request with trailers. */
  public RequestBuilder trailers(String... namesAndValues) {
    trailers = Headers.of(namesAndValues);
    return this;
  }

  /** A property of this stream, by its path: {@code property("v", "xds", "route_name")}. */
  public RequestBuilder property(String value, String... path) {
    properties.put(Properties.key(List.of(path)), Properties.text(value));
    return this;
  }

  /**
   * Sends the end of the stream together with the last piece, as HTTP/2 does; by default it follows
   * in an empty piece, as Envoy hands on HTTP/1.1.
   */
  public RequestBuilder endWithData() {
    endWithData = true;
    return this;
  }

  /** Allows a {@code content-length} that does not fit what goes upstream. */
  public RequestBuilder anyContentLength() {
    checkLength = false;
    return this;
  }

  /** Sends all of it at once, and answers when everything that follows has happened. */
  public Stream send() {
    if (body.length > 0 && trailers == null && !headers.contains("content-length")) {
      headers.add("content-length", String.valueOf(body.length));
    } else if (body.length > 0 && trailers != null) {
      headers.set("transfer-encoding", "chunked");
    }
    Stream stream = worker.newStream(properties);
    worker
        .sim()
        .operation(
            () -> {
              boolean bare = body.length == 0 && trailers == null;
              stream.open(headers, bare);
              if (!checkLength) {
                stream.doNotCheckRequestLength();
              }
              if (body.length > 0) {
                sendBody(stream);
              }
              if (trailers != null) {
                stream.receiveTrailers(trailers);
              }
            });
    return stream;
  }

  private void sendBody(Stream stream) {
    int size = Math.max(1, (body.length + chunks - 1) / chunks);
    for (int at = 0; at < body.length; at += size) {
      int to = Math.min(body.length, at + size);
      boolean last = endWithData && to == body.length && trailers == null;
      stream.receive(Arrays.copyOfRange(body, at, to), last);
    }
    if (!endWithData && trailers == null) {
      stream.receive(new byte[0], true);
    }
  }

  /** Sends only the headers; the rest follows by {@link Stream#data} and its like. */
  public Stream open() {
    Stream stream = worker.newStream(properties);
    worker
        .sim()
        .operation(
            () -> {
              stream.open(headers, false);
              if (!checkLength) {
                stream.doNotCheckRequestLength();
              }
            });
    return stream;
  }
}
