package dev.samovar.llmsim.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads requests off a connection; resumable at any byte, the body is handed on and never held.
 *
 * <p>Refuses what could be read in two ways: a length together with chunks, two different lengths,
 * folded headers, white space before a colon.
 */
final class RequestParser {
  /** Takes what was parsed. */
  interface Sink {
    void head(RequestHead head);

    void body(byte[] bytes, int offset, int length);

    void end(List<Header> trailers);
  }

  private enum State {
    REQUEST_LINE,
    HEADERS,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS
  }

  private final Limits limits;
  private final Sink sink;
  private byte[] line = new byte[256];
  private int lineLength;
  private int headBytes;
  private State state = State.REQUEST_LINE;
  private String[] requestLine;
  private List<Header> headers = new ArrayList<>();
  private long remaining;
  private long bodyBytes;
  private boolean ended;

  RequestParser(Limits limits, Sink sink) {
    this.limits = limits;
    this.sink = sink;
  }

  /** Whether a request has begun and is not complete. */
  boolean inRequest() {
    return state != State.REQUEST_LINE || lineLength > 0;
  }

  /**
   * Parses up to the end of one request and returns how many bytes it took; the rest belongs to the
   * next request.
   *
   * @throws HttpException when the bytes are no request, or too large a one
   */
  int feed(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    ended = false;
    while (at < end && !ended) {
      if (state == State.BODY || state == State.CHUNK) {
        int part = (int) Math.min(remaining, end - at);
        sink.body(bytes, at, part);
        at += part;
        remaining -= part;
        if (remaining == 0) {
          if (state == State.BODY) {
            finish(List.of());
          } else {
            state = State.CHUNK_END;
          }
        }
      } else {
        byte next = bytes[at++];
        if (next == '\n') {
          line();
        } else {
          collect(next);
        }
      }
    }
    return at - offset;
  }

  private void collect(byte next) {
    if (++headBytes > limits.headBytes()) {
      throw new HttpException(431, "headers: longer than " + limits.headBytes() + " bytes");
    }
    if (lineLength == line.length) {
      line = Arrays.copyOf(line, line.length * 2);
    }
    line[lineLength++] = next;
  }

  private void line() {
    int length = lineLength > 0 && line[lineLength - 1] == '\r' ? lineLength - 1 : lineLength;
    String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
    lineLength = 0;
    switch (state) {
      case REQUEST_LINE -> requestLine(text);
      case HEADERS -> {
        if (text.isEmpty()) {
          head();
        } else {
          headers.add(header(text));
        }
      }
      case CHUNK_SIZE -> chunkSize(text);
      case CHUNK_END -> {
        if (!text.isEmpty()) {
          throw new HttpException(400, "chunk: longer than its size says");
        }
        headBytes = 0;
        state = State.CHUNK_SIZE;
      }
      case TRAILERS -> {
        if (text.isEmpty()) {
          finish(headers);
        } else {
          headers.add(header(text));
        }
      }
      default -> throw new IllegalStateException(state + " has no lines");
    }
  }

  private void requestLine(String text) {
    if (text.isEmpty()) {
      return;
    }
    String[] parts = text.split(" ", -1);
    if (parts.length != 3 || !token(parts[0]) || parts[1].isEmpty() || control(parts[1])) {
      throw new HttpException(400, "request line: not METHOD TARGET HTTP/1.1");
    }
    if (!parts[2].equals("HTTP/1.1") && !parts[2].equals("HTTP/1.0")) {
      throw new HttpException(
          parts[2].startsWith("HTTP/") ? 505 : 400, "request line: not HTTP/1.1 or HTTP/1.0");
    }
    requestLine = parts;
    state = State.HEADERS;
  }

  private static Header header(String text) {
    int colon = text.indexOf(':');
    if (colon <= 0 || !token(text.substring(0, colon)) || control(text)) {
      throw new HttpException(400, "headers: a line is not NAME: VALUE");
    }
    return new Header(text.substring(0, colon), text.substring(colon + 1).strip());
  }

  private void head() {
    RequestHead head =
        new RequestHead(requestLine[0], requestLine[1], requestLine[2].charAt(7) - '0', headers);
    headers = new ArrayList<>();
    headBytes = 0;
    bodyBytes = 0;
    long length = -1;
    boolean chunked = false;
    for (Header header : head.headers()) {
      if (header.name().equalsIgnoreCase("content-length")) {
        long value = length(header.value());
        if (length >= 0 && length != value) {
          throw new HttpException(400, "content-length: given twice with different values");
        }
        length = value;
      } else if (header.name().equalsIgnoreCase("transfer-encoding")) {
        if (chunked || !header.value().equalsIgnoreCase("chunked")) {
          throw new HttpException(501, "transfer-encoding: only chunked is known");
        }
        chunked = true;
      }
    }
    if (chunked && length >= 0) {
      throw new HttpException(400, "content-length: given together with transfer-encoding");
    }
    if (length > limits.bodyBytes()) {
      throw tooLarge();
    }
    state = chunked ? State.CHUNK_SIZE : State.BODY;
    remaining = Math.max(0, length);
    sink.head(head);
    if (!chunked && remaining == 0) {
      finish(List.of());
    }
  }

  private void chunkSize(String text) {
    int semicolon = text.indexOf(';');
    String digits = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
    if (digits.isEmpty() || digits.length() > 15 || !digits.matches("[0-9a-fA-F]+")) {
      throw new HttpException(400, "chunk size: not a hexadecimal number");
    }
    headBytes = 0;
    remaining = Long.parseLong(digits, 16);
    bodyBytes += remaining;
    if (bodyBytes > limits.bodyBytes()) {
      throw tooLarge();
    }
    state = remaining == 0 ? State.TRAILERS : State.CHUNK;
  }

  private void finish(List<Header> trailers) {
    state = State.REQUEST_LINE;
    headers = new ArrayList<>();
    headBytes = 0;
    ended = true;
    sink.end(trailers);
  }

  private HttpException tooLarge() {
    return new HttpException(413, "body: larger than " + limits.bodyBytes() + " bytes");
  }

  private static long length(String text) {
    if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new HttpException(400, "content-length: not a number of bytes");
    }
    return Long.parseLong(text);
  }

  private static boolean token(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> c > ' ' && c < 127 && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0);
  }

  private static boolean control(String text) {
    return text.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 127);
  }
}
