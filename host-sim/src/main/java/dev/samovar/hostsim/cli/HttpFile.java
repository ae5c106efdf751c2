package dev.samovar.hostsim.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One request from a file: request line, headers, an empty line, the body. Lines may end with a
 * bare line feed; {@code content-length} may be left out.
 *
 * @param headers alternating names and values
 */
record HttpFile(String method, String path, List<String> headers, byte[] body) {

  /** Parses; {@code IllegalArgumentException} says what is wrong at which line. */
  static HttpFile parse(String name, byte[] bytes) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    int blank = 0;
    int bodyAt = bytes.length;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        int end = at > from && bytes[at - 1] == '\r' ? at - 1 : at;
        if (end == from && !lines.isEmpty()) {
          bodyAt = at + 1;
          from = bytes.length;
          break;
        }
        if (end > from) {
          lines.add(new String(bytes, from, end - from, StandardCharsets.UTF_8));
        }
        blank += end == from ? 1 : 0;
        from = at + 1;
      }
    }
    if (from < bytes.length) {
      lines.add(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8).strip());
    }
    if (lines.isEmpty()) {
      throw new IllegalArgumentException(name + ": is empty, expected a request line");
    }
    String[] first = lines.get(0).trim().split("\\s+");
    if (first.length < 2 || first.length > 3 || !first[1].startsWith("/")) {
      throw new IllegalArgumentException(
          name + ":" + (blank + 1) + ": expected METHOD /path HTTP/1.1, found " + lines.get(0));
    }
    List<String> headers = new ArrayList<>();
    byte[] body = Arrays.copyOfRange(bytes, bodyAt, bytes.length);
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      int colon = line.indexOf(':', 1);
      String at = name + ":" + (blank + i + 1) + ": ";
      if (colon < 0) {
        throw new IllegalArgumentException(at + "expected NAME: VALUE, found " + line);
      }
      String header = line.substring(0, colon).strip();
      String value = line.substring(colon + 1).strip();
      if (header.equalsIgnoreCase("transfer-encoding")) {
        throw new IllegalArgumentException(
            at
                + header
                + ": leave it out and write the body as it is, it is sent in pieces anyway");
      }
      if (header.equalsIgnoreCase("content-length")) {
        body = ofLength(at + header, value, body);
      }
      headers.add(header);
      headers.add(value);
    }
    return new HttpFile(first[0], first[1], headers, body);
  }

  /** The body as its length says; a line end that an editor put behind it is left out. */
  private static byte[] ofLength(String at, String value, byte[] body) {
    int ends = 0;
    while (ends < 2 && ends < body.length && isLineEnd(body[body.length - 1 - ends])) {
      ends++;
    }
    for (int dropped = 0; dropped <= ends; dropped++) {
      if (value.equals(String.valueOf(body.length - dropped))) {
        return Arrays.copyOf(body, body.length - dropped);
      }
    }
    throw new IllegalArgumentException(
        at + ": must be " + body.length + ", the length of the body, or left out, was " + value);
  }

  private static boolean isLineEnd(byte b) {
    return b == '\n' || b == '\r';
  }
}
