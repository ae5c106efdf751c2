package dev.samovar.hostsim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What one end of a stream has received so far: the upstream's request, the client's answer. */
public final class Message {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<byte[]> chunks = new ArrayList<>();
  private Headers headers;
  private Headers trailers;
  private boolean ended;
  private boolean reset;

  Message() {}

  /** Whether headers have arrived. */
  public boolean started() {
    return headers != null;
  }

  /** The headers, or an empty map before they arrive. */
  public Headers headers() {
    return headers == null ? new Headers() : headers;
  }

  /** The HTTP status, or -1 where there is none. */
  public int status() {
    String status = headers().get(":status");
    return status == null ? -1 : Integer.parseInt(status);
  }

  /** All bytes of the body. */
  public byte[] bytes() {
    return bytes.toByteArray();
  }

  /** The body as UTF-8. */
  public String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** The body's pieces in the order of their arrival, empty ones left out. */
  public List<byte[]> chunks() {
    return Collections.unmodifiableList(chunks);
  }

  /** The trailers, or {@code null} without any. */
  public Headers trailers() {
    return trailers;
  }

  /** Whether the end of the stream has arrived. */
  public boolean ended() {
    return ended;
  }

  /** Whether it broke off instead of ending. */
  public boolean wasReset() {
    return reset;
  }

  void headers(Headers arrived, boolean endOfStream) {
    headers = arrived.copy();
    ended |= endOfStream;
  }

  void data(Body data, boolean endOfStream) {
    byte[] piece = data.toArray();
    data.clear();
    if (piece.length > 0) {
      bytes.writeBytes(piece);
      chunks.add(piece);
    }
    ended |= endOfStream;
  }

  void trailers(Headers arrived) {
    trailers = arrived.copy();
    ended = true;
  }

  void resetStream() {
    reset = true;
  }
}
