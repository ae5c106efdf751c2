package dev.samovar.cli.simulate.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One place in the scenario with its path. What is wrong there is noted and the default taken, so
 * that one pass finds every error.
 */
record Field(String path, JsonNode node, List<String> errors) {
  private static final Pattern DURATION =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(us|ms|s|m|h)");
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)%");

  boolean isAbsent() {
    return node.isMissingNode() || node.isNull();
  }

  Field at(String name) {
    JsonNode child = node.isObject() ? node.path(name) : MissingNode.getInstance();
    return new Field(path.isEmpty() ? name : path + "." + name, child, errors);
  }

  void error(String message) {
    errors.add((path.isEmpty() ? "scenario" : path) + ": " + message);
  }

  /** Notes an error unless this is a map (or absent) of these names. */
  Field mapOf(String... known) {
    if (!node.isObject()) {
      if (!isAbsent()) {
        error("must be a map, is " + kind());
      }
      return this;
    }
    List<String> names = List.of(known);
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!names.contains(name)) {
                at(name).error("unknown field; known: " + String.join(", ", names));
              }
            });
    return this;
  }

  /** The entries of a list; none where it is absent. */
  List<Field> entries() {
    List<Field> entries = new ArrayList<>();
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        entries.add(new Field(path + "[" + i + "]", node.get(i), errors));
      }
    } else if (!isAbsent()) {
      error("must be a list, is " + kind());
    }
    return entries;
  }

  String text(String otherwise) {
    if (isAbsent()) {
      return otherwise;
    }
    if (!node.isValueNode()) {
      error("must be a text, is " + kind());
      return otherwise;
    }
    return node.asText();
  }

  boolean bool(boolean otherwise) {
    if (!isAbsent() && !node.isBoolean()) {
      error("must be true or false, is " + kind());
    }
    return node.asBoolean(otherwise);
  }

  double number(double otherwise, double least, double most) {
    if (isAbsent()) {
      return otherwise;
    }
    if (!node.isNumber()) {
      error("must be a number, is " + kind());
      return otherwise;
    }
    return within(node.doubleValue(), otherwise, least, most);
  }

  int whole(int otherwise, int least, int most) {
    double value = number(otherwise, least, most);
    if (value != Math.rint(value)) {
      error("must be a whole number, is " + node.asText());
      return otherwise;
    }
    return (int) value;
  }

  /** A share, as {@code 80%} or {@code 0.8}. */
  double share(double otherwise, double most) {
    if (node.isTextual()) {
      Matcher m = PERCENT.matcher(node.textValue().strip());
      if (!m.matches()) {
        error("must be a share, such as 80% or 0.8");
        return otherwise;
      }
      return within(Double.parseDouble(m.group(1)) / 100, otherwise, 0, most);
    }
    return number(otherwise, 0, most);
  }

  /** Microseconds, written as {@code 250ms}. */
  long micros(long otherwise, long least, long most) {
    if (isAbsent()) {
      return otherwise;
    }
    Matcher m = DURATION.matcher(node.isValueNode() ? node.asText().strip() : "");
    if (!m.matches()) {
      error("must be a duration with a unit (us, ms, s, m, h), such as 250ms");
      return otherwise;
    }
    double unit =
        switch (m.group(2)) {
          case "us" -> 1;
          case "ms" -> 1e3;
          case "s" -> 1e6;
          case "m" -> 60e6;
          default -> 3600e6;
        };
    long value = Math.round(Double.parseDouble(m.group(1)) * unit);
    if (value < least || value > most) {
      error("must be between " + least / 1e6 + "s and " + most / 1e6 + "s");
      return otherwise;
    }
    return value;
  }

  /** One of these values, by how it is written. */
  <T> T oneOf(T otherwise, List<T> values) {
    String text = text(null);
    if (text == null) {
      return otherwise;
    }
    for (T value : values) {
      if (value.toString().equals(text)) {
        return value;
      }
    }
    error("must be one of: " + values.toString().replaceAll("[\\[\\]]", ""));
    return otherwise;
  }

  private double within(double value, double otherwise, double least, double most) {
    if (!(value >= least && value <= most)) {
      error("must be between " + plain(least) + " and " + plain(most));
      return otherwise;
    }
    return value;
  }

  static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private String kind() {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT -> "a map";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      default -> "nothing";
    };
  }
}
