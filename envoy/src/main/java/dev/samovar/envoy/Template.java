package dev.samovar.envoy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A YAML resource of this package with {@code {{name}}} in it. Inside a line a name stands for one
 * scalar, which is always written quoted; alone on a line it stands for a block, which takes the
 * line's indentation, and for nothing at all when the block is empty.
 */
final class Template {

  private static final Pattern NAME = Pattern.compile("\\{\\{(\\w+)}}");

  private final String resource;
  private final Map<String, String> scalars = new HashMap<>();
  private final Map<String, String> blocks = new HashMap<>();

  private Template(String resource) {
    this.resource = resource;
  }

  static Template of(String resource) {
    return new Template(resource);
  }

  Template with(String name, String scalar) {
    scalars.put(name, quote(scalar));
    return this;
  }

  Template with(String name, int scalar) {
    scalars.put(name, Integer.toString(scalar));
    return this;
  }

  Template withBlock(String name, String block) {
    blocks.put(name, block);
    return this;
  }

  /**
   * The resource with all names filled.
   *
   * @throws IllegalStateException when a name of the resource has no value, or a value no name
   */
  String fill() {
    Set<String> used = new HashSet<>();
    StringBuilder filled = new StringBuilder();
    for (String line : text(resource).split("\n")) {
      Matcher name = NAME.matcher(line);
      String bare = line.strip();
      if (name.find() && bare.equals(name.group()) && blocks.containsKey(name.group(1))) {
        used.add(name.group(1));
        String indent = line.substring(0, line.indexOf('{'));
        blocks
            .get(name.group(1))
            .lines()
            .forEach(part -> filled.append(indent).append(part).append('\n'));
      } else {
        name.reset();
        filled.append(name.replaceAll(found -> scalar(found.group(1), used))).append('\n');
      }
    }
    if (used.size() != scalars.size() + blocks.size()) {
      throw new IllegalStateException(resource + ": has no place for some of the given names");
    }
    return filled.toString();
  }

  private String scalar(String name, Set<String> used) {
    String value = scalars.get(name);
    if (value == null) {
      throw new IllegalStateException(resource + ": no value for " + name);
    }
    used.add(name);
    return Matcher.quoteReplacement(value);
  }

  static String text(String resource) {
    try (InputStream in = Template.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + ": no such resource");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A double-quoted scalar, the same in YAML and JSON. */
  static String quote(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          // What YAML allows in no scalar, or takes for a line break.
          if (c < ' ' || (c >= 0x7f && c <= 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
            quoted.append(String.format("\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
