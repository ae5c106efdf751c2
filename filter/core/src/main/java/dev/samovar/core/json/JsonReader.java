package dev.samovar.core.json;

import dev.samovar.core.json.JsonValue.JsonArray;
import dev.samovar.core.json.JsonValue.JsonBoolean;
import dev.samovar.core.json.JsonValue.JsonNull;
import dev.samovar.core.json.JsonValue.JsonNumber;
import dev.samovar.core.json.JsonValue.JsonObject;
import dev.samovar.core.json.JsonValue.JsonString;
import dev.samovar.core.text.Ascii;
import dev.samovar.core.text.Decimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a JSON text (RFC 8259) into a tree, strictly: no comments, no trailing commas.
 *
 * <p>A value stands at most {@value #MAX_DEPTH} levels below the top one, because the stack of the
 * compiled module has no overflow check.
 */
public final class JsonReader {
  private static final int MAX_DEPTH = 64;

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /** The one value of the text; {@link JsonException} where it is not JSON. */
  public static JsonValue read(String text) {
    JsonReader reader = new JsonReader(text);
    reader.skipSpace();
    JsonValue value = reader.value(0);
    reader.skipSpace();
    if (reader.at < text.length()) {
      throw reader.expected("the end of the document");
    }
    return value;
  }

  private JsonValue value(int depth) {
    if (depth > MAX_DEPTH) {
      throw expected("at most " + MAX_DEPTH + " levels of nesting");
    }
    if (at >= text.length()) {
      throw expected("a value");
    }
    char c = text.charAt(at);
    switch (c) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return new JsonString(string());
      case 't':
        literal("true");
        return new JsonBoolean(true);
      case 'f':
        literal("false");
        return new JsonBoolean(false);
      case 'n':
        literal("null");
        return new JsonNull();
      default:
        return number();
    }
  }

  private JsonObject object(int depth) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    List<String> duplicates = new ArrayList<>();
    at++;
    skipSpace();
    if (take('}')) {
      return new JsonObject(members, duplicates);
    }
    do {
      skipSpace();
      if (at >= text.length() || text.charAt(at) != '"') {
        throw expected("a name in quotes");
      }
      String name = string();
      skipSpace();
      if (!take(':')) {
        throw expected("':'");
      }
      skipSpace();
      if (members.put(name, value(depth + 1)) != null) {
        duplicates.add(name);
      }
      skipSpace();
    } while (take(','));
    if (!take('}')) {
      throw expected("',' or '}'");
    }
    return new JsonObject(members, duplicates);
  }

  private JsonArray array(int depth) {
    List<JsonValue> elements = new ArrayList<>();
    at++;
    skipSpace();
    if (take(']')) {
      return new JsonArray(elements);
    }
    do {
      skipSpace();
      elements.add(value(depth + 1));
      skipSpace();
    } while (take(','));
    if (!take(']')) {
      throw expected("',' or ']'");
    }
    return new JsonArray(elements);
  }

  private String string() {
    at++;
    StringBuilder out = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return out.toString();
      }
      if (c < ' ') {
        throw expected("no control character in a string");
      }
      at++;
      out.append(c == '\\' ? escaped() : c);
    }
    throw expected("'\"'");
  }

  private char escaped() {
    char c = at < text.length() ? text.charAt(at++) : 0;
    switch (c) {
      case '"':
      case '\\':
      case '/':
        return c;
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = at < text.length() ? Ascii.hexDigit(text.charAt(at)) : -1;
          if (digit < 0) {
            throw expected("four hexadecimal digits");
          }
          code = code << 4 | digit;
          at++;
        }
        return (char) code;
      default:
        at--;
        throw expected("an escape of JSON");
    }
  }

  private JsonNumber number() {
    int start = at;
    take('-');
    int digits = digits();
    if (digits == 0) {
      at = start;
      throw expected("a value");
    }
    if (digits > 1 && text.charAt(at - digits) == '0') {
      at = start;
      throw expected("a number without leading zeros");
    }
    if (take('.') && digits() == 0) {
      throw expected("a digit");
    }
    if (take('e') || take('E')) {
      if (!take('+')) {
        take('-');
      }
      if (digits() == 0) {
        throw expected("a digit");
      }
    }
    String number = text.substring(start, at);
    return new JsonNumber(Decimal.parse(number), number);
  }

  private int digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at - start;
  }

  private void literal(String word) {
    if (!text.startsWith(word, at)) {
      throw expected("a value");
    }
    at += word.length();
  }

  private boolean take(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      at++;
    }
  }

  private JsonException expected(String what) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < at && i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return new JsonException("line " + line + ", column " + column + ": expected " + what);
  }
}
