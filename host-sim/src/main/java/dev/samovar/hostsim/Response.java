package dev.samovar.hostsim;

import java.nio.charset.StandardCharsets;

/**
 * The upstream's answer as it is being sent.
 *
 * <p>proxy-wasm ABI 0.2.1, "HTTP streams".
 */
public final class Response {
  private final Stream stream;
  private final Attempt attempt;
  private Headers headers;
  private boolean ended;

  Response(Stream stream, Attempt attempt, Headers headers) {
    this.stream = stream;
    this.attempt = attempt;
    this.headers = headers;
  }

  /** Sends the headers now, without an end; {@link #data} and {@link #end} do so by themselves. */
  public Response start() {
    stream.sim().operation(() -> sendHeaders(false));
    return this;
  }

  /** Sends a piece of the body. */
  public Response data(byte[] bytes) {
    return data(bytes, false);
  }

  /** Sends a piece of the body as UTF-8. */
  public Response data(String text) {
    return data(text.getBytes(StandardCharsets.UTF_8), false);
  }

  /** Sends a piece of the body, the last one where {@code endOfStream} says so. */
  public Response data(byte[] bytes, boolean endOfStream) {
    check("data");
    ended = endOfStream;
    stream
        .sim()
        .operation(
            () -> {
              sendHeaders(false);
              stream.note(
                  () -> "upstream sends " + bytes.length + " bytes" + Attempt.end(endOfStream));
              attempt.responseData(new Body(bytes.clone()), endOfStream);
            });
    return this;
  }

  /** Ends with trailers. */
  public Stream trailers(String... namesAndValues) {
    check("trailers");
    ended = true;
    Headers trailers = Headers.of(namesAndValues);
    stream
        .sim()
        .operation(
            () -> {
              sendHeaders(false);
              stream.note(() -> "upstream sends trailers " + trailers);
              attempt.responseTrailers(trailers);
            });
    return stream;
  }

  /** Ends; with an empty piece of data where the headers have gone before. */
  public Stream end() {
    check("end");
    ended = true;
    stream
        .sim()
        .operation(
            () -> {
              if (headers != null) {
                sendHeaders(true);
              } else {
                stream.note(() -> "upstream sends 0 bytes, end of stream");
                attempt.responseData(new Body(), true);
              }
            });
    return stream;
  }

  /** Sends all that is left at once, the end in an empty piece as over HTTP/1.1. */
  public Stream endWith(byte[] bytes) {
    check("endWith");
    stream
        .sim()
        .operation(
            () -> {
              if (bytes.length > 0) {
                data(bytes, false);
              }
              end();
            });
    return stream;
  }

  private void check(String what) {
    if (ended) {
      throw new IllegalStateException(what + ": the answer has already ended");
    }
  }

  private void sendHeaders(boolean end) {
    if (headers != null) {
      Headers now = headers;
      headers = null;
      stream.note(() -> "upstream sends headers " + now + Attempt.end(end));
      attempt.receiveHeaders(now, end);
    }
  }
}
