package dev.samovar.core.request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs a {@link BodyScanner} over a whole body. */
final class Scans {
  private Scans() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static BodyScanner of(String body) {
    return of(bytes(body), Integer.MAX_VALUE);
  }

  /** In windows of that many bytes, each in an array of its own with strange bytes around it. */
  static BodyScanner of(byte[] body, int window) {
    return of(ReadPlan.MODEL, body, window);
  }

  static BodyScanner of(ReadPlan plan, byte[] body, int window) {
    BodyScanner scanner = new BodyScanner(plan);
    for (int at = 0; at < body.length; at += window) {
      int length = Math.min(window, body.length - at);
      byte[] padded = new byte[length + 2];
      padded[0] = '"';
      padded[length + 1] = '}';
      System.arraycopy(body, at, padded, 1, length);
      scanner.feed(padded, 1, length);
      if (body.length - at <= window) {
        break;
      }
    }
    scanner.finish();
    return scanner;
  }

  /** What the spans of an accepted body hold, quotes included. */
  static List<String> values(byte[] body, BodyScanner scanner) {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < scanner.spans().count(); i++) {
      int start = scanner.spans().start(i);
      out.add(new String(body, start, scanner.spans().end(i) - start, StandardCharsets.UTF_8));
    }
    return out;
  }
}
