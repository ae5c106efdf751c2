package dev.samovar.hostsim.cli;

/** Writes one JSON document; the caller keeps the order of keys and values. */
final class Json {
  private final StringBuilder out = new StringBuilder();
  private boolean first = true;

  Json begin(char bracket) {
    separate();
    out.append(bracket);
    first = true;
    return this;
  }

  Json end(char bracket) {
    out.append(bracket);
    first = false;
    return this;
  }

  Json key(String name) {
    separate();
    quote(name);
    out.append(':');
    first = true;
    return this;
  }

  void value(String text) {
    separate();
    quote(text);
  }

  void value(long number) {
    separate();
    out.append(number);
  }

  void value(boolean truth) {
    separate();
    out.append(truth);
  }

  void nothing() {
    separate();
    out.append("null");
  }

  private void separate() {
    if (!first) {
      out.append(',');
    }
    first = false;
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  @Override
  public String toString() {
    return out + "\n";
  }
}
