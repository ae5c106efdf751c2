package dev.samovar.core.json;

import java.util.List;
import java.util.Map;

/** A JSON value (RFC 8259). */
public sealed interface JsonValue {

  /** What a message calls this kind of value: "an object", "a string" and so on. */
  String kind();

  /**
   * An object in the order of its text.
   *
   * @param members the last value of each name
   * @param duplicates names that occur more than once
   */
  record JsonObject(Map<String, JsonValue> members, List<String> duplicates) implements JsonValue {
    @Override
    public String kind() {
      return "an object";
    }
  }

  /** An array. */
  record JsonArray(List<JsonValue> elements) implements JsonValue {
    @Override
    public String kind() {
      return "an array";
    }
  }

  /** A string, unescaped. */
  record JsonString(String value) implements JsonValue {
    @Override
    public String kind() {
      return "a string";
    }
  }

  /**
   * A number.
   *
   * @param text as it stood in the document
   */
  record JsonNumber(double value, String text) implements JsonValue {
    @Override
    public String kind() {
      return "a number";
    }
  }

  /** {@code true} or {@code false}. */
  record JsonBoolean(boolean value) implements JsonValue {
    @Override
    public String kind() {
      return "a boolean";
    }
  }

  /** {@code null}. */
  record JsonNull() implements JsonValue {
    @Override
    public String kind() {
      return "null";
    }
  }
}
