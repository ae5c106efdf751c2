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
          name + ":1: expected METHOD /path HTTP/1.1, found " + lines.get(0));
    }
    List<String> headers = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      int colon = line.indexOf(':', 1);
      if (colon < 0) {
        throw new IllegalArgumentException(
            name + ":" + (i + 1) + ": expected NAME: VALUE, found " + line);
      }
      headers.add(line.substring(0, colon).strip());
      headers.add(line.substring(colon + 1).strip());
    }
    return new HttpFile(
        first[0], first[1], headers, Arrays.copyOfRange(bytes, bodyAt, bytes.length));
  }
}
