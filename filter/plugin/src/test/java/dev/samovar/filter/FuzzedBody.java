package dev.samovar.filter;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * A random chat, whole or damaged: any order of fields, any white space, any nesting, any bytes.
 */
final class FuzzedBody {
  private static final String[] NAMES = {
    "model",
    "messages",
    "stream",
    "max_tokens",
    "user",
    "tools",
    "mod\\u0065l",
    "Model",
    "",
    "n",
    "prompt",
    "input",
    "metadata",
    "content",
    "role"
  };
  private static final String[] SCALARS = {
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1e9",
    "3.25",
    "12345678901234567890",
    "\"\"",
    "\"user\"",
    "\"a \\\" b \\\\\"",
    "\"\\ud83d\\ude00\"",
    "\"你好\"",
    "\"\\n\\t\""
  };

  private final Random random;
  private final StringBuilder out = new StringBuilder();

  FuzzedBody(Random random) {
    this.random = random;
  }

  byte[] bytes() {
    if (random.nextInt(40) == 0) {
      out.append('\uFEFF');
    }
    space();
    out.append('{');
    int before = random.nextInt(4);
    for (int i = 0; i < before; i++) {
      field(NAMES[1 + random.nextInt(NAMES.length - 1)], false);
    }
    if (random.nextInt(20) > 0) {
      field("model", true);
    }
    messages();
    if (random.nextInt(15) == 0) {
      field("model", random.nextInt(4) > 0);
    }
    space();
    trimComma();
    out.append('}');
    space();
    byte[] body = out.toString().getBytes(StandardCharsets.UTF_8);
    for (int damages = Math.max(0, random.nextInt(5) - 2); damages > 0; damages--) {
      body = damage(body);
    }
    // The proxy does not call the filter with a body of nothing as with one of something.
    return body.length == 0 ? new byte[] {'x'} : body;
  }

  private void field(String name, boolean model) {
    space();
    out.append('"').append(name).append('"');
    space();
    out.append(':');
    space();
    if (model) {
      int kind = random.nextInt(12);
      out.append('"')
          .append(
              kind == 0
                  ? "qw\\u0065n"
                  : kind == 1 ? "模型" : kind == 2 ? "m".repeat(random.nextInt(400)) : "gpt-4o")
          .append('"');
    } else {
      value(0);
    }
    space();
    out.append(',');
  }

  private void messages() {
    space();
    out.append("\"messages\":[");
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      out.append(i == 0 ? "" : ",").append("{\"role\":\"user\",\"content\":");
      // Some reach over the filter's window, some over the proxy's first buffer.
      int size = random.nextInt(60) == 0 ? random.nextInt(200_000) : random.nextInt(300);
      out.append('"').append("word ".repeat(size / 5)).append("\"}");
    }
    out.append("],");
  }

  private void value(int depth) {
    int kind = random.nextInt(depth > 6 ? 1 : 4);
    if (kind < 2) {
      out.append(SCALARS[random.nextInt(SCALARS.length)]);
      return;
    }
    if (random.nextInt(200) == 0) {
      int deep = random.nextInt(400);
      out.append("[".repeat(deep)).append("]".repeat(deep));
      if (deep > 0) {
        return;
      }
    }
    out.append(kind == 2 ? '[' : '{');
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      out.append(i == 0 ? "" : ",");
      if (kind == 3) {
        out.append('"').append(NAMES[random.nextInt(NAMES.length)]).append("\":");
      }
      value(depth + 1);
    }
    out.append(kind == 2 ? ']' : '}');
  }

  private void space() {
    for (int i = Math.max(0, random.nextInt(6) - 3); i > 0; i--) {
      out.append(" \t\n\r".charAt(random.nextInt(4)));
    }
  }

  private void trimComma() {
    int at = out.length() - 1;
    while (Character.isWhitespace(out.charAt(at))) {
      at--;
    }
    if (out.charAt(at) == ',') {
      out.deleteCharAt(at);
    }
  }

  private byte[] damage(byte[] body) {
    int at = random.nextInt(body.length + 1);
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    switch (random.nextInt(4)) {
      case 0 -> changed.write(body, 0, at);
      case 1 -> {
        changed.write(body, 0, at);
        changed.write(random.nextInt(256));
        changed.write(body, at, body.length - at);
      }
      case 2 -> {
        changed.write(body, 0, at);
        int skip = Math.min(body.length - at, 1 + random.nextInt(3));
        changed.write(body, at + skip, body.length - at - skip);
      }
      default -> {
        changed.writeBytes(body);
        changed.writeBytes(body.clone());
        byte[] all = changed.toByteArray();
        changed.reset();
        changed.write(all, 0, Math.min(all.length, body.length + random.nextInt(20)));
      }
    }
    return changed.toByteArray();
  }
}
