package dev.samovar.core.config;

import dev.samovar.core.json.JsonValue;
import dev.samovar.core.json.JsonValue.JsonArray;
import dev.samovar.core.json.JsonValue.JsonBoolean;
import dev.samovar.core.json.JsonValue.JsonNumber;
import dev.samovar.core.json.JsonValue.JsonObject;
import dev.samovar.core.json.JsonValue.JsonString;
import dev.samovar.core.text.Decimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One object of the document while it is read: hands out fields by name, remembers which were asked
 * for, and writes down every problem with its path.
 *
 * <p>A field may be written in camelCase or in snake_case; the dialects of the field write the
 * latter.
 */
final class Section {
  private final String path;
  private final JsonObject object;
  private final List<Problem> problems;
  private final Section parent;
  private final Set<String> known = new HashSet<>();

  Section(String path, JsonObject object, List<Problem> problems) {
    this(path, object, problems, null);
  }

  private Section(String path, JsonObject object, List<Problem> problems, Section parent) {
    this.path = path;
    this.object = object;
    this.problems = problems;
    this.parent = parent;
    for (String name : object.duplicates()) {
      warn(at(name), "stands more than once; the last one counts");
    }
  }

  /**
   * This object as a part of the document that takes from another what it does not set itself. What
   * is wrong with an inherited field is said where it stands, not again here.
   */
  static Section inheriting(
      String path, JsonObject object, List<Problem> problems, JsonObject inherited) {
    Section silent = new Section("", inherited, new ArrayList<>());
    return new Section(path, object, problems, silent);
  }

  /** An object inside this one. */
  Section within(String field, JsonObject inner) {
    return new Section(at(field), inner, problems);
  }

  /** Where the field stands: here, or in what this object inherits from. */
  Section holderOf(String camel) {
    return inherits(camel) && parent.has(camel) ? parent : this;
  }

  boolean isWrongType(String camel) {
    return has(camel) && !(object.members().get(spelling(camel)) instanceof JsonString);
  }

  String at(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  void error(String where, String message) {
    problems.add(new Problem(where, message, true));
  }

  void warn(String where, String message) {
    problems.add(new Problem(where, message, false));
  }

  /** True where the field is set; null is as if it were absent. */
  boolean has(String camel) {
    known.add(camel);
    known.add(snake(camel));
    return isSet(camel) || isSet(snake(camel));
  }

  private boolean isSet(String name) {
    JsonValue value = object.members().get(name);
    return value != null && !(value instanceof JsonValue.JsonNull);
  }

  private boolean inherits(String camel) {
    return !has(camel) && parent != null;
  }

  /** The spelling in which the field stands in the document. */
  String spelling(String camel) {
    String snake = snake(camel);
    return !isSet(camel) && isSet(snake) ? snake : camel;
  }

  /** The field's value, or {@code null} where it is absent or null. */
  JsonValue field(String camel) {
    if (inherits(camel)) {
      return parent.field(camel);
    }
    String snake = snake(camel);
    if (!camel.equals(snake) && isSet(camel) && isSet(snake)) {
      error(at(camel), "stands beside " + at(snake) + ", which means the same; keep one");
    }
    return has(camel) ? object.members().get(spelling(camel)) : null;
  }

  String string(String camel, String fallback) {
    if (inherits(camel)) {
      return parent.string(camel, fallback);
    }
    JsonValue value = field(camel);
    if (value == null) {
      return fallback;
    }
    if (value instanceof JsonString string) {
      return string.value();
    }
    error(at(spelling(camel)), "must be a string, not " + value.kind());
    return fallback;
  }

  boolean bool(String camel, boolean fallback) {
    if (inherits(camel)) {
      return parent.bool(camel, fallback);
    }
    JsonValue value = field(camel);
    if (value == null) {
      return fallback;
    }
    if (value instanceof JsonBoolean bool) {
      return bool.value();
    }
    if (value instanceof JsonString string
        && (string.value().equals("true") || string.value().equals("false"))) {
      warn(at(spelling(camel)), "is a string; write " + string.value() + " without quotes");
      return string.value().equals("true");
    }
    error(at(spelling(camel)), "must be true or false, not " + value.kind());
    return fallback;
  }

  /** A whole number within bounds; {@code unit} names what it counts. */
  int integer(String camel, int fallback, int min, int max, String unit) {
    if (inherits(camel)) {
      return parent.integer(camel, fallback, min, max, unit);
    }
    JsonValue value = field(camel);
    return value == null ? fallback : integer(at(spelling(camel)), value, fallback, min, max, unit);
  }

  /**
   * A duration in milliseconds: a number of them, or a string such as {@code 250ms}, {@code 2s},
   * {@code 1m}.
   */
  int millis(String camel, int fallback, int min, int max) {
    if (inherits(camel)) {
      return parent.millis(camel, fallback, min, max);
    }
    JsonValue value = field(camel);
    if (value == null) {
      return fallback;
    }
    String where = at(spelling(camel));
    if (value instanceof JsonString string) {
      String text = string.value();
      double number = Double.NaN;
      // The exponent scales without the rounding that a product of seconds and 1000 would have.
      if (text.endsWith("ms")) {
        number = Decimal.parse(text.substring(0, text.length() - 2));
      } else if (text.endsWith("s")) {
        number = Decimal.parse(text.substring(0, text.length() - 1) + "e3");
      } else if (text.endsWith("m")) {
        number = 6 * Decimal.parse(text.substring(0, text.length() - 1) + "e4");
      } else if (!Double.isNaN(Decimal.parse(text))) {
        return integer(where, value, fallback, min, max, "milliseconds");
      }
      if (Double.isNaN(number)) {
        error(where, "must be a duration such as 250ms or 2s, or a number of milliseconds");
        return fallback;
      }
      return bounded(where, number, fallback, min, max, "milliseconds");
    }
    return integer(where, value, fallback, min, max, "milliseconds");
  }

  /** A list of strings that are not empty. */
  List<String> strings(String camel, List<String> fallback) {
    if (inherits(camel)) {
      return parent.strings(camel, fallback);
    }
    JsonValue value = field(camel);
    if (value == null) {
      return fallback;
    }
    String where = at(spelling(camel));
    if (!(value instanceof JsonArray array)) {
      error(where, "must be a list of strings, not " + value.kind());
      return fallback;
    }
    List<String> out = new ArrayList<>();
    for (int i = 0; i < array.elements().size(); i++) {
      JsonValue element = array.elements().get(i);
      if (element instanceof JsonString string && !string.value().isEmpty()) {
        out.add(string.value());
      } else {
        error(where + "[" + i + "]", "must be a string that is not empty");
      }
    }
    return out;
  }

  /** One of some words; their order is that of {@code values}. */
  <E> E choice(String camel, E fallback, String[] words, E[] values) {
    if (inherits(camel)) {
      return parent.choice(camel, fallback, words, values);
    }
    String word = string(camel, null);
    if (word == null) {
      return fallback;
    }
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < words.length; i++) {
      if (words[i].equals(word)) {
        return values[i];
      }
      all.append(i == 0 ? "" : ", ").append(words[i]);
    }
    error(at(spelling(camel)), "\"" + word + "\" is unknown; one of: " + all);
    return fallback;
  }

  /** Says once about each field that nobody asked for. */
  void warnOfUnknown() {
    for (String name : object.members().keySet()) {
      if (!known.contains(name)) {
        warn(at(name), "unknown field, ignored");
      }
    }
  }

  private int integer(String where, JsonValue value, int fallback, int min, int max, String unit) {
    double number = Double.NaN;
    if (value instanceof JsonNumber json) {
      number = json.value();
    } else if (value instanceof JsonString string) {
      number = Decimal.parse(string.value());
      if (!Double.isNaN(number)) {
        warn(where, "is a string; write the number without quotes");
      }
    }
    if (Double.isNaN(number)) {
      error(where, "must be a number of " + unit + ", not " + value.kind());
      return fallback;
    }
    return bounded(where, number, fallback, min, max, unit);
  }

  private int bounded(String where, double number, int fallback, int min, int max, String unit) {
    if (number < min || number > max || number != (int) number) {
      error(where, "must be a whole number of " + unit + " from " + min + " to " + max);
      return fallback;
    }
    return (int) number;
  }

  private static String snake(String camel) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < camel.length(); i++) {
      char c = camel.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        out.append('_').append((char) (c + 32));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
