package dev.samovar.hostsim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
  private final boolean cutAtLength;
  private long arrived;

  Message() {
    this(false);
  }

  /**
   * @param cutAtLength true for a client, which takes no more bytes than were announced
   */
  Message(boolean cutAtLength) {
    this.cutAtLength = cutAtLength;
  }

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
    return headers().status();
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
    long room = announced() - arrived;
    arrived += piece.length;
    if (piece.length > room) {
      piece = Arrays.copyOf(piece, (int) Math.max(0, room));
    }
    if (piece.length > 0) {
      bytes.writeBytes(piece);
      chunks.add(piece);
    }
    ended |= endOfStream;
  }

  private long announced() {
    String length = cutAtLength ? headers().get("content-length") : null;
    return length != null && length.matches("[0-9]{1,18}")
        ? Long.parseLong(length)
        : Long.MAX_VALUE;
  }

  /** Bytes of body that came, those past the announced length too. */
  long arrived() {
    return arrived;
  }

  void trailers(Headers arrived) {
    trailers = arrived.copy();
    ended = true;
  }

  void resetStream() {
    reset = true;
  }
}
