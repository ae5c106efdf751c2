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

  /** The model that the clients ask for. */
  static final String MODEL = "auto";

  static final int SSE_EVENTS = 500;

  private static final String TURN = "\"},{\"role\":\"user\",\"content\":\"";
  private static final String AFTER = "\"}],\"stream\":false}";
  private static final String WORDS = "hello world ";

  /** Megabytes of bodies are not worth more of them. */
  private static final int LARGE_BYTES = 100_000;

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

  /** How many different bodies there are, sent in turn. */
  int prompts() {
    return bodyBytes == 0 ? 0 : bodyBytes > LARGE_BYTES ? 4 : 16;
  }

  /**
   * A body, of {@link #bodyBytes} in all: a user, a system prompt that all bodies share, which is
   * half of it, and a turn of words that begins differently in each.
   */
  String body(int prompt) {
    StringBuilder out = new StringBuilder(bodyBytes);
    out.append("{\"model\":\"").append(MODEL).append("\",\"user\":\"user-").append(10 + prompt);
    out.append("\",\"messages\":[{\"role\":\"system\",\"content\":\"");
    pad(out, bodyBytes / 2);
    out.append(TURN).append("prompt ").append(10 + prompt).append(' ');
    pad(out, bodyBytes - AFTER.length());
    return out.append(AFTER).toString();
  }

  private static void pad(StringBuilder out, int length) {
    for (int i = 0; out.length() < length; i++) {
      out.append(WORDS.charAt(i % WORDS.length()));
    }
  }
}
