package dev.samovar.core.config;

import dev.samovar.core.json.JsonValue;
import dev.samovar.core.json.JsonValue.JsonArray;
import dev.samovar.core.json.JsonValue.JsonBoolean;
import dev.samovar.core.json.JsonValue.JsonNull;
import dev.samovar.core.json.JsonValue.JsonNumber;
import dev.samovar.core.json.JsonValue.JsonObject;
import dev.samovar.core.json.JsonValue.JsonString;
import dev.samovar.core.text.Decimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * One object of the document while it is read: hands out fields by name, remembers which were asked
 * for, and writes down every problem with its path.
 *
 * <p>A field may be written in camelCase or in snake_case; the dialects of the field write the
 * latter. A field that is wrong is said once and read as its default. Longer than other classes:
 * one method for each kind of value.
 */
final class Section {
  private static final JsonObject NOTHING = new JsonObject(new HashMap<>(), List.of());

  private final String path;
  private final JsonObject object;
  private final List<Problem> problems;
  private final Section parent;
  private final List<String> known = new ArrayList<>();

  Section(String path, JsonObject object, List<Problem> problems) {
    this(path, object, problems, null);
    for (String name : object.duplicates()) {
      warn(at(name), "stands more than once; the last one counts");
    }
  }

  private Section(String path, JsonObject object, List<Problem> problems, Section parent) {
    this.path = path;
    this.object = object;
    this.problems = problems;
    this.parent = parent;
  }

  /**
   * A part of this object that takes from it what it does not set itself. What is wrong with an
   * inherited field is said where it stands, not again there.
   */
  Section inheritor(Section part) {
    Section silent = new Section("", object, new ArrayList<>(), null);
    return new Section(part.path, part.object, problems, silent);
  }

  /** Where the field stands: here, or in what this object inherits from. */
  Section holderOf(String camel) {
    return !has(camel) && parent != null && parent.has(camel) ? parent : this;
  }

  String path() {
    return path;
  }

  String at(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  /** The path of a field as the document spells it. */
  String where(String camel) {
    return at(spelling(camel));
  }

  void error(String where, String message) {
    problems.add(new Problem(where, message, true));
  }

  void warn(String where, String message) {
    problems.add(new Problem(where, message, false));
  }

  /** An error at a field as the document spells it. */
  void wrong(String camel, String message) {
    error(where(camel), message);
  }

  private void wrong(String where, String wanted, JsonValue value) {
    error(where, "must be " + wanted + ", not " + value.kind());
  }

  /** True where the field is set; null is as if it were absent. */
  boolean has(String camel) {
    String snake = Spelling.snake(camel);
    boolean written = isSet(camel);
    boolean snaked = isSet(snake);
    if (!Spelling.isAmong(camel, known)) {
      known.add(camel);
      known.add(snake);
      if (written && snaked && !camel.equals(snake)) {
        error(at(camel), "stands beside " + at(snake) + ", which means the same; keep one");
      }
    }
    return written || snaked;
  }

  /** True where the field is set in exactly this spelling. */
  boolean isSet(String name) {
    JsonValue value = object.members().get(name);
    return value != null && !(value instanceof JsonNull);
  }

  /** Knows some fields, separated by spaces, that are none of the filter's. */
  void passOver(String names) {
    for (String name : Spelling.words(names)) {
      has(name);
    }
  }

  /** True where any of some fields, separated by spaces, is set or inherited. */
  boolean hasAny(String names) {
    for (String name : Spelling.words(names)) {
      if (holderOf(name).has(name)) {
        return true;
      }
    }
    return false;
  }

  /** The spelling in which the field stands in the document. */
  String spelling(String camel) {
    String snake = Spelling.snake(camel);
    return !isSet(camel) && isSet(snake) ? snake : camel;
  }

  /** True where the field is absent or an object. */
  boolean isObject(String camel) {
    JsonValue value = field(camel);
    return value == null || value instanceof JsonObject;
  }

  boolean isEmptyList(String camel) {
    return field(camel) instanceof JsonArray array && array.elements().isEmpty();
  }

  /** The names of this object's own members, in their order. */
  List<String> names() {
    return new ArrayList<>(object.members().keySet());
  }

  /** The field's value, or {@code null} where it is absent or null. */
  JsonValue field(String camel) {
    Section in = holderOf(camel);
    if (in != this) {
      return in.field(camel);
    }
    return has(camel) ? object.members().get(spelling(camel)) : null;
  }

  /** The object that a field holds; one without members where it is absent or wrong. */
  Section part(String camel) {
    Section in = holderOf(camel);
    JsonValue value = in.field(camel);
    if (value != null && !(value instanceof JsonObject)) {
      in.wrong(in.where(camel), "an object", value);
    }
    return new Section(
        in.where(camel), value instanceof JsonObject object ? object : NOTHING, in.problems);
  }

  /** The member of that exact name as an object, or {@code null} where it is none. */
  Section member(String name) {
    return object(at(name), object.members().get(name));
  }

  /** A value as an object at a path, or {@code null} where it is none. */
  Section object(String where, JsonValue value) {
    if (value instanceof JsonObject inner) {
      return new Section(where, inner, problems);
    }
    wrong(where, "an object", value);
    return null;
  }

  /** The elements of a list, or {@code null} where it is absent or wrong. */
  List<JsonValue> elements(String camel, String wanted) {
    Section in = holderOf(camel);
    JsonValue value = in.field(camel);
    if (value == null) {
      return null;
    }
    if (value instanceof JsonArray array) {
      return array.elements();
    }
    in.wrong(in.where(camel), wanted, value);
    return null;
  }

  /** The objects of a list, {@code null} in the place of what is none; empty where it is absent. */
  List<Section> parts(String camel) {
    Section in = holderOf(camel);
    List<JsonValue> elements = in.elements(camel, "a list of objects");
    List<Section> out = new ArrayList<>();
    for (int i = 0; elements != null && i < elements.size(); i++) {
      out.add(in.object(in.where(camel) + "[" + i + "]", elements.get(i)));
    }
    return out;
  }

  String string(String camel, String fallback) {
    Section in = holderOf(camel);
    JsonValue value = in.field(camel);
    if (value instanceof JsonString string) {
      return string.value();
    }
    if (value != null) {
      in.wrong(in.where(camel), "a string", value);
    }
    return fallback;
  }

  /** A field's text without any complaint; empty where it has none. */
  String text(String camel) {
    return field(camel) instanceof JsonString string ? string.value() : "";
  }

  /** A text that must be there; empty after an error. */
  String required(String camel, String hint) {
    String text = string(camel, null);
    if (text == null ? !has(camel) : text.isEmpty()) {
      wrong(camel, "missing; " + hint);
    }
    return text == null ? "" : text;
  }

  boolean bool(String camel, boolean fallback) {
    Section in = holderOf(camel);
    JsonValue value = in.field(camel);
    if (value == null) {
      return fallback;
    }
    if (value instanceof JsonBoolean bool) {
      return bool.value();
    }
    if (value instanceof JsonString string
        && (string.value().equals("true") || string.value().equals("false"))) {
      in.warn(in.where(camel), "is a string; write " + string.value() + " without quotes");
      return string.value().equals("true");
    }
    in.wrong(in.where(camel), "true or false", value);
    return fallback;
  }

  /** A whole number within bounds; {@code unit} names what it counts. */
  int integer(String camel, int fallback, int min, int max, String unit) {
    Section in = holderOf(camel);
    JsonValue value = in.field(camel);
    double number = value == null ? fallback : in.number(in.where(camel), value, unit);
    return in.whole(camel, number, fallback, min, max, unit);
  }

  /**
   * A duration in milliseconds: a number of them, or a string such as {@code 250ms}, {@code 2s},
   * {@code 1m}.
   */
  int millis(String camel, int fallback, int min, int max) {
    Section in = holderOf(camel);
    if (!(in.field(camel) instanceof JsonString string)
        || !Double.isNaN(Decimal.parse(string.value()))) {
      return in.integer(camel, fallback, min, max, "milliseconds");
    }
    String text = string.value();
    int end = text.length();
    double number = Double.NaN;
    // The exponent scales without the rounding that a product of seconds and 1000 would have.
    if (text.endsWith("ms")) {
      number = Decimal.parse(text.substring(0, end - 2));
    } else if (text.endsWith("s")) {
      number = Decimal.parse(text.substring(0, end - 1) + "e3");
    } else if (text.endsWith("m")) {
      number = 6 * Decimal.parse(text.substring(0, end - 1) + "e4");
    }
    if (Double.isNaN(number)) {
      in.wrong(camel, "must be a duration such as 250ms or 2s, or a number of milliseconds");
    }
    return in.whole(camel, number, fallback, min, max, "milliseconds");
  }

  /** A number within bounds, {@code true} and {@code false} being 1 and 0. */
  double number(String camel, double fallback, double min, double max) {
    Section in = holderOf(camel);
    JsonValue value = in.field(camel);
    if (value == null) {
      return fallback;
    }
    double number =
        value instanceof JsonBoolean bool
            ? bool.value() ? 1 : 0
            : in.number(in.where(camel), value, "");
    if (Double.isNaN(number)) {
      return fallback;
    }
    if (number < min || number > max) {
      in.wrong(camel, "must be a number from " + shown(min) + " to " + shown(max));
      return fallback;
    }
    return number;
  }

  /** A list of strings that are not empty. */
  List<String> strings(String camel, List<String> fallback) {
    Section in = holderOf(camel);
    List<JsonValue> elements = in.elements(camel, "a list of strings");
    if (elements == null) {
      return fallback;
    }
    List<String> out = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      if (elements.get(i) instanceof JsonString string && !string.value().isEmpty()) {
        out.add(string.value());
      } else {
        in.error(in.where(camel) + "[" + i + "]", "must be a string that is not empty");
      }
    }
    return out;
  }

  /** The names and values of a map of texts; numbers and booleans count as their text. */
  List<Label> labels(String camel) {
    Section part = part(camel);
    List<Label> out = new ArrayList<>();
    for (String name : part.names()) {
      JsonValue value = part.object.members().get(name);
      if (value instanceof JsonString string) {
        out.add(new Label(name, string.value()));
      } else if (value instanceof JsonNumber number) {
        out.add(new Label(name, number.text()));
      } else if (value instanceof JsonBoolean bool) {
        out.add(new Label(name, bool.value() ? "true" : "false"));
      } else {
        part.wrong(part.at(name), "a string", value);
      }
    }
    return out;
  }

  /** Place of a word among some, separated by spaces, or the fallback. */
  int choice(String camel, int fallback, String words) {
    Section in = holderOf(camel);
    String word = in.string(camel, null);
    if (word == null) {
      return fallback;
    }
    List<String> all = Spelling.words(words);
    int place = Spelling.indexOf(word, all);
    if (place >= 0) {
      return place;
    }
    in.wrong(camel, "\"" + word + "\" is unknown" + Spelling.oneOf(all));
    return fallback;
  }

  /** Which of some fields, separated by spaces and false by default, are true. */
  boolean[] flags(String fields) {
    List<String> names = Spelling.words(fields);
    boolean[] out = new boolean[names.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = bool(names.get(i), false);
    }
    return out;
  }

  /**
   * Whole numbers by a table: of each its name, default, least, most and what it counts, all
   * separated by spaces. What counts {@code ms} is a duration.
   */
  int[] integers(String table) {
    List<String> cells = Spelling.words(table);
    int[] out = new int[cells.size() / 5];
    for (int i = 0; i < out.length; i++) {
      String name = cells.get(5 * i);
      int fallback = (int) Decimal.parse(cells.get(5 * i + 1));
      int least = (int) Decimal.parse(cells.get(5 * i + 2));
      int most = (int) Decimal.parse(cells.get(5 * i + 3));
      String unit = cells.get(5 * i + 4);
      out[i] =
          unit.equals("ms")
              ? millis(name, fallback, least, most)
              : integer(name, fallback, least, most, unit);
    }
    return out;
  }

  /** Says once about each field that nobody asked for. */
  void warnOfUnknown() {
    for (String name : object.members().keySet()) {
      if (!Spelling.isAmong(name, known)) {
        warn(at(name), "unknown field, ignored" + Spelling.meant(name, known));
      }
    }
  }

  /** The number that a value is, or NaN after an error. */
  private double number(String where, JsonValue value, String unit) {
    if (value instanceof JsonNumber json) {
      return json.value();
    }
    double number = value instanceof JsonString text ? Decimal.parse(text.value()) : Double.NaN;
    if (Double.isNaN(number)) {
      wrong(where, unit.isEmpty() ? "a number" : "a number of " + unit, value);
    } else {
      warn(where, "is a string; write the number without quotes");
    }
    return number;
  }

  /** NaN has been complained of already. */
  private int whole(String camel, double number, int fallback, int min, int max, String unit) {
    if (number >= min && number <= max && number == (int) number) {
      return (int) number;
    }
    if (!Double.isNaN(number)) {
      wrong(camel, "must be a whole number of " + unit + " from " + min + " to " + max);
    }
    return fallback;
  }

  /** A bound as text; the library's own would be a tenth of the compiled module. */
  private static String shown(double bound) {
    long millionths = (long) (bound * 1e6 + (bound < 0 ? -0.5 : 0.5));
    String out = (millionths < 0 ? "-" : "") + Math.abs(millionths / 1_000_000);
    long fraction = Math.abs(millionths % 1_000_000);
    if (fraction == 0) {
      return out;
    }
    String digits = Long.toString(1_000_000 + fraction);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return out + "." + digits.substring(1, end);
  }
}
