package dev.samovar.core.request;

import java.util.Random;

/** Writes random requests of every API, with noise where clients make it. */
final class RandomRequest {
  private static final String[] SPACES = {"", "", "", " ", "\n ", "\t\r\n"};
  private static final String[] PIECES = {
    "Tell me ", "why", " the sky is blue", "\\n", "\\\"", "\\\\", "\\u4f60\\u597d", "\u4f60\u597d",
    "\u00e9", "{\\\"model\\\":1}", " ", ",", "[", "\\/", "\ud83d\ude00", "a longer piece of text; "
  };
  private static final String[] ROLES = {
    "user",
    "user",
    "user",
    "assistant",
    "system",
    "developer",
    "tool",
    "us\\u0065r",
    "function",
    "x"
  };
  private static final String[] TOP = {
    "temperature", "top_p", "seed", "tool_choice", "response_format", "stream_options", "n"
  };

  private final Random random;
  private final StringBuilder out = new StringBuilder();
  private boolean first;

  RandomRequest(Random random) {
    this.random = random;
  }

  byte[] write() {
    open('{');
    if (chance(2)) {
      key("model");
      string("m\u00fc\\u006c");
    }
    extras();
    switch (random.nextInt(7)) {
      case 0, 1 -> member("messages", () -> list(this::turn));
      case 2 -> member("prompt", this::prompt);
      case 3 -> member("input", chance(2) ? this::prompt : () -> list(this::turn));
      case 4 -> {
        member("query", this::text);
        member("documents", () -> list(chance(2) ? this::text : this::part));
      }
      case 5 -> {
        member("messages", () -> list(this::turn));
        member("messages", () -> list(this::turn));
      }
      default -> member("messages", this::noise);
    }
    extras();
    key("model");
    string("auto");
    close('}');
    return Scans.bytes(out.toString());
  }

  private void extras() {
    for (int i = random.nextInt(4); i > 0; i--) {
      switch (random.nextInt(9)) {
        case 0 -> member("stream", chance(4) ? this::noise : () -> out.append("true"));
        case 1 -> member("max_tokens", this::number);
        case 2 -> member(chance(2) ? "max_completion_tokens" : "max_output_tokens", this::number);
        case 3 -> member(chance(2) ? "system" : "instructions", this::content);
        case 4 -> member("tools", () -> list(this::tool));
        case 5 -> member("user", chance(4) ? () -> out.append(7) : this::name);
        case 6 ->
            member(
                "metadata",
                () -> {
                  open('{');
                  member("user_id", this::name);
                  member("prompt", this::text);
                  close('}');
                });
        default -> member(TOP[random.nextInt(TOP.length)], this::noise);
      }
    }
  }

  private void turn() {
    if (chance(12)) {
      noise();
      return;
    }
    open('{');
    if (chance(4)) {
      member("type", () -> string(chance(2) ? "message" : "function_call_output"));
    }
    if (chance(2)) {
      role();
      member("content", this::content);
    } else {
      member(chance(5) ? "output" : "content", this::content);
      role();
    }
    if (chance(4)) {
      member(
          "tool_calls",
          () ->
              list(
                  () -> {
                    open('{');
                    member("id", this::text);
                    member(
                        "function",
                        () -> {
                          open('{');
                          member("name", this::text);
                          member("arguments", this::text);
                          close('}');
                        });
                    close('}');
                  }));
    }
    if (chance(8)) {
      member("reasoning_content", this::text);
    }
    close('}');
  }

  private void role() {
    if (!chance(10)) {
      member("role", () -> string(ROLES[random.nextInt(ROLES.length)]));
    }
  }

  private void content() {
    switch (random.nextInt(6)) {
      case 0 -> list(this::part);
      case 1 -> out.append("null");
      case 2 -> list(this::text);
      default -> text();
    }
  }

  private void part() {
    open('{');
    switch (random.nextInt(7)) {
      case 0 -> {
        member("type", () -> string("image_url"));
        member(
            "image_url",
            () -> {
              open('{');
              member("url", () -> string("data:image/png;base64,iVBORw0KGgo="));
              close('}');
            });
      }
      case 1 -> {
        member("source", this::noise);
        member("type", () -> string("image"));
      }
      case 2 -> member("input_audio", this::noise);
      case 3 -> {
        member("type", () -> string("tool_result"));
        member("content", this::content);
      }
      case 4 -> {
        member("type", () -> string("tool_use"));
        member("name", this::text);
        member("input", this::noise);
      }
      case 5 -> {
        member("type", () -> string("input_image"));
        member("image_url", chance(3) ? () -> out.append("null") : this::text);
      }
      default -> {
        member("type", () -> string("input_text"));
        member("text", this::text);
      }
    }
    close('}');
  }

  private void tool() {
    if (chance(6)) {
      noise();
      return;
    }
    open('{');
    member("name", this::text);
    member("parameters", this::noise);
    member("prompt", this::text);
    close('}');
  }

  private void prompt() {
    switch (random.nextInt(4)) {
      case 0 -> list(this::text);
      case 1 -> list(() -> out.append(random.nextInt(200_000)));
      case 2 -> list(() -> list(() -> out.append(random.nextInt(100))));
      default -> text();
    }
  }

  private void name() {
    text(random.nextInt(7));
  }

  private void text() {
    text(chance(20) ? 400 : random.nextInt(7));
  }

  private void text(int pieces) {
    out.append('"');
    for (int i = 0; i < pieces; i++) {
      out.append(PIECES[random.nextInt(PIECES.length)]);
    }
    out.append('"');
  }

  private void number() {
    String[] numbers = {"0", "16", "4096", "-1", "1e3", "12.5", "99999999999999999999", "null"};
    out.append(numbers[random.nextInt(numbers.length)]);
  }

  private void noise() {
    switch (random.nextInt(8)) {
      case 0 -> number();
      case 1 -> out.append("false");
      case 2 -> out.append("null");
      case 3 -> list(this::noise);
      case 4, 5 -> {
        open('{');
        for (int i = random.nextInt(3); i > 0; i--) {
          String[] keys = {"content", "text", "role", "type", "prompt", "k", "", "input", "image"};
          member(keys[random.nextInt(keys.length)], this::noise);
        }
        close('}');
      }
      default -> text();
    }
  }

  private void list(Runnable element) {
    open('[');
    for (int i = random.nextInt(4); i > 0; i--) {
      comma();
      element.run();
      first = false;
      space();
    }
    close(']');
  }

  private void member(String name, Runnable value) {
    key(name);
    value.run();
    first = false;
    space();
  }

  private void key(String name) {
    comma();
    out.append('"');
    for (int i = 0; i < name.length(); i++) {
      if (chance(200)) {
        out.append("\\u00").append(Integer.toHexString(name.charAt(i)));
      } else {
        out.append(name.charAt(i));
      }
    }
    out.append('"');
    space();
    out.append(':');
    space();
  }

  private void string(String text) {
    out.append('"').append(text).append('"');
    first = false;
  }

  private void open(char bracket) {
    out.append(bracket);
    first = true;
    space();
  }

  private void close(char bracket) {
    out.append(bracket);
    first = false;
  }

  private void comma() {
    if (!first) {
      out.append(',');
    }
    first = false;
    space();
  }

  private void space() {
    out.append(SPACES[random.nextInt(SPACES.length)]);
  }

  private boolean chance(int oneOf) {
    return random.nextInt(oneOf) == 0;
  }
}
