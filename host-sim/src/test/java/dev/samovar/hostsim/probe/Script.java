package dev.samovar.hostsim.probe;

import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.LogLevel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The parts of a script, kept as text; no regular expressions, so that the module stays small. */
final class Script {
  private final String text;

  Script(String text) {
    this.text = text;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static void line(Host host, String text) {
    host.log(LogLevel.INFO, bytes("T|" + text));
  }

  /** The value of {@code name=}, or an empty text. */
  String name() {
    List<String> ops = ops("name");
    return ops.isEmpty() ? "" : ops.get(0);
  }

  boolean refuses() {
    return ops("cfg").contains("refuse");
  }

  boolean waits() {
    return ops("done").contains("wait");
  }

  boolean has(String phase) {
    return find(phase) != null;
  }

  List<String> ops(String phase) {
    String found = find(phase);
    return found == null ? List.of() : split(found, ',');
  }

  private String find(String phase) {
    for (String part : split(text, ';')) {
      int equals = part.indexOf('=');
      if (equals > 0 && part.substring(0, equals).equals(phase)) {
        return part.substring(equals + 1);
      }
    }
    return null;
  }

  static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int at = 0; at <= text.length(); at++) {
      if (at == text.length() || text.charAt(at) == separator) {
        if (at > from) {
          parts.add(text.substring(from, at));
        }
        from = at + 1;
      }
    }
    return parts;
  }
}
