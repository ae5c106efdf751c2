package dev.samovar.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the clients send, and what the server answers.
 *
 * @param name as the flags and the table call it
 * @param bodyBytes of the request; 0 is a GET without a body
 * @param events server-sent events of the answer; 0 is a short JSON answer
 */
record Workload(String name, String path, int bodyBytes, int events) {

  static final List<String> NAMES = List.of("1k", "64k", "1m", "stream", "other");

  /** Everything of the body but the padding. */
  private static final String BEFORE =
      "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"";

  private static final String AFTER = "\"}],\"stream\":false}";
  private static final int SSE_EVENTS = 500;

  /**
   * Reads the names.
   *
   * @throws BenchException with every name that is none
   */
  static List<Workload> named(List<String> names) {
    List<String> unknown = new ArrayList<>();
    List<Workload> out = new ArrayList<>();
    for (String name : names) {
      switch (name.toLowerCase(Locale.ROOT)) {
        case "1k" -> out.add(chat("1k", 1 << 10));
        case "64k" -> out.add(chat("64k", 64 << 10));
        case "1m" -> out.add(chat("1m", 1 << 20));
        case "stream" ->
            out.add(new Workload("stream", "/v1/chat/completions", 1 << 10, SSE_EVENTS));
        case "other" -> out.add(new Workload("other", "/health", 0, 0));
        default -> unknown.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      throw new BenchException(
          String.join(", ", unknown) + ": no such case; there are " + String.join(", ", NAMES));
    }
    return out;
  }

  private static Workload chat(String name, int bytes) {
    return new Workload(name, "/v1/chat/completions", bytes, 0);
  }

  /** In words. */
  String describe() {
    if (streams()) {
      return "a chat request of "
          + bodyBytes
          + " bytes, answered by "
          + events
          + " events, one a millisecond";
    }
    return bodyBytes == 0
        ? "GET " + path + ", no request to a model"
        : "a chat request of " + bodyBytes + " bytes, answered by a little JSON";
  }

  boolean streams() {
    return events > 0;
  }

  /** The body of each request: one user turn of words, of {@link #bodyBytes} in all. */
  String body() {
    StringBuilder out = new StringBuilder(bodyBytes).append(BEFORE);
    String words = "hello world ";
    int padding = bodyBytes - BEFORE.length() - AFTER.length();
    for (int i = 0; i < padding; i++) {
      out.append(words.charAt(i % words.length()));
    }
    return out.append(AFTER).toString();
  }
}
