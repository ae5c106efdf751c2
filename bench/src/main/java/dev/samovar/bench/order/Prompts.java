package dev.samovar.bench.order;

import dev.samovar.cli.simulate.engine.Prompt;
import dev.samovar.cli.simulate.workload.Request;

/** Chat requests that have, token by token, in common what a workload's requests have. */
final class Prompts {

  private Prompts() {}

  /**
   * The messages of a request that stands alone, or begins where a conversation is under way:
   * earlier turns are made up then.
   */
  static String begin(Request request) {
    Prompt prompt = request.prompt();
    StringBuilder messages = new StringBuilder();
    int at = Math.min(prompt.sharedTokens(), prompt.tokens() - 1);
    if (at > 0) {
      open(messages, "system");
      Words.append(messages, prompt.shared(), 0, at);
      messages.append("\"}");
    }
    int last = Math.max(at, prompt.tokens() - request.turnTokens());
    int parts = Math.min(2 * (request.turn() - 1), (last - at) / 2 * 2);
    for (int i = 0; i < parts; i++) {
      int to = i == parts - 1 ? last : at + (last - at) / (parts - i);
      add(messages, i % 2 == 0 ? "user" : "assistant", prompt.own(), at, to);
      at = to;
    }
    add(messages, "user", prompt.own(), at, prompt.tokens());
    return messages.toString();
  }

  /** The messages of the turn that follows an answer. */
  static String next(String before, String answer, Request request) {
    StringBuilder messages = new StringBuilder(before);
    open(messages, "assistant");
    messages.append(answer).append("\"}");
    int tokens = request.prompt().tokens();
    add(messages, "user", request.prompt().own(), tokens - request.turnTokens(), tokens);
    return messages.toString();
  }

  /** The whole body. */
  static String body(Request request, String messages) {
    return "{\"model\":\"any\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
        + "\"max_tokens\":"
        + request.outputTokens()
        + ",\"user\":\"u"
        + Long.toHexString(request.prompt().own())
        + "\",\"messages\":["
        + messages
        + "]}";
  }

  private static void add(StringBuilder messages, String role, long own, int from, int to) {
    open(messages, role);
    Words.append(messages, own, from, to);
    messages.append("\"}");
  }

  private static void open(StringBuilder messages, String role) {
    messages.append(messages.isEmpty() ? "" : ",");
    messages.append("{\"role\":\"").append(role).append("\",\"content\":\"");
  }
}
