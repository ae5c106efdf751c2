package dev.samovar.agent.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One place in the document with its path; reads it as a type or notes an error and goes on, so
 * that one pass finds every error.
 */
record Field(String path, JsonNode node, Problems problems) {

  static Field root(JsonNode node, Problems problems) {
    return new Field("", node, problems);
  }

  boolean isAbsent() {
    return node.isMissingNode() || node.isNull();
  }

  /** What stands under a name, in camelCase as given or in snake_case. */
  Field at(String name) {
    String snake = snake(name);
    String written = node.hasNonNull(name) || !node.hasNonNull(snake) ? name : snake;
    JsonNode child = node.isObject() ? node.path(written) : MissingNode.getInstance();
    return new Field(path.isEmpty() ? written : path + "." + written, child, problems);
  }

  private static String snake(String camel) {
    StringBuilder out = new StringBuilder();
    for (char c : camel.toCharArray()) {
      out.append(c >= 'A' && c <= 'Z' ? "_" + (char) (c + 'a' - 'A') : c);
    }
    return out.toString();
  }

  boolean isMapOf(Set<String> known) {
    return isMapOf(known, Set.of());
  }

  /**
   * Notes an error unless this is a map (or absent), an error for a name spelled both ways, and a
   * warning for each name not known.
   *
   * @param others names that somebody else reads
   */
  boolean isMapOf(Set<String> known, Set<String> others) {
    if (!node.isObject()) {
      if (!isAbsent()) {
        error("must be a map, is " + kind());
      }
      return false;
    }
    Set<String> unknown = new LinkedHashSet<>();
    node.fieldNames().forEachRemaining(unknown::add);
    for (Set<String> names : List.of(known, others)) {
      for (String name : names) {
        String snake = snake(name);
        unknown.remove(name);
        unknown.remove(snake);
        if (names == known
            && !snake.equals(name)
            && node.hasNonNull(name)
            && node.hasNonNull(snake)) {
          at(name).error("stands beside " + snake + ", which means the same; keep one");
        }
      }
    }
    for (String name : unknown) {
      problems.warning(
          at(name).path(), "unknown field, ignored; known: " + String.join(", ", known));
    }
    return true;
  }

  /** The entries of a list; none when it is absent or, with an error noted, no list. */
  List<Field> entries() {
    List<Field> entries = new ArrayList<>();
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        entries.add(new Field(path + "[" + i + "]", node.get(i), problems));
      }
    } else if (!isAbsent()) {
      error("must be a list, is " + kind());
    }
    return entries;
  }

  /** The text, or empty with an error noted when it is something else; empty also when absent. */
  Optional<String> text() {
    if (node.isTextual()) {
      return Optional.of(node.textValue());
    }
    if (!isAbsent()) {
      error(
          "must be a text, is "
              + kind()
              + (node.isValueNode() ? "; write \"" + node.asText() + "\" in quotes" : ""));
    }
    return Optional.empty();
  }

  Optional<Boolean> bool() {
    if (node.isBoolean()) {
      return Optional.of(node.booleanValue());
    }
    if (!isAbsent()) {
      error("must be true or false, is " + kind());
    }
    return Optional.empty();
  }

  /** A duration within bounds: milliseconds, or a text with a unit. */
  Optional<Duration> duration(long minMillis, long maxMillis) {
    if (node.isNumber()) {
      if (!node.canConvertToExactIntegral() || !node.canConvertToInt()) {
        error("must be a whole number of milliseconds, or a text such as 250ms; is " + kind());
        return Optional.empty();
      }
      return parse(
          path,
          node.asText() + "ms",
          text -> Texts.between(Duration.ofMillis(node.intValue()), minMillis, maxMillis),
          problems);
    }
    return parsed(text -> Texts.between(Durations.parse(text), minMillis, maxMillis));
  }

  /** The text read by a parser whose {@link IllegalArgumentException} becomes the error. */
  <T> Optional<T> parsed(Function<String, T> parser) {
    return text().flatMap(t -> parse(path, t, parser, problems));
  }

  static <T> Optional<T> parse(
      String path, String text, Function<String, T> parser, Problems problems) {
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException e) {
      problems.error(path, "\"" + shown(text) + "\" " + e.getMessage());
      return Optional.empty();
    }
  }

  void error(String message) {
    problems.error(path.isEmpty() ? "(document)" : path, message);
  }

  String kind() {
    return switch (node.getNodeType()) {
      case STRING -> "the text \"" + shown(node.textValue()) + "\"";
      case NUMBER -> "the number " + node.asText();
      case BOOLEAN -> node.asText();
      case ARRAY -> "a list";
      case OBJECT -> "a map";
      default -> "nothing";
    };
  }

  private static String shown(String text) {
    String masked = SecretUri.mask(text);
    return masked.length() <= 80 ? masked : masked.substring(0, 77) + "...";
  }
}
