package dev.samovar.core.log;

import dev.samovar.core.json.JsonReader;
import dev.samovar.core.json.JsonValue.JsonString;
import dev.samovar.core.text.Ascii;
import dev.samovar.core.text.Decimal;
import dev.samovar.core.text.Mix;

/**
 * A configuration document without what may be secret in it, that decides as the document does.
 *
 * <p>Each text under a name like {@code password} or {@code apiToken} is {@value #HIDDEN} instead,
 * unless it is a reference {@code env:NAME} or a number. What a rule compares with a tenant or a
 * header is its {@link #hash}, and so is what the entries hold of a request. Labels stay as they
 * are: they are compared with those of endpoints.
 */
final class Redaction {
  /** More than a configuration can be. */
  private static final int DEEPEST = 80;

  private static final String HIDDEN = "\"***\"";
  private static final String[] SECRETS = {
    "token", "secret", "passw", "credential", "apikey", "auth", "username", "uri"
  };

  /** What is said of the texts in a value. */
  private static final int PLAIN = 0;

  private static final int LABELS = 1;
  private static final int HASHED = 2;
  private static final int HIDDEN_ONES = 3;

  /** The members are hashed, or of the elements the member {@code value}. */
  private static final int HEADERS = 4;

  private static final int PAIRS = 5;

  private Redaction() {}

  /** The document without space, which must be JSON of at most 64 levels. */
  static String of(String json) {
    StringBuilder out = new StringBuilder();
    int[] of = new int[DEEPEST];
    int depth = 0;
    int next = PLAIN;
    int at = 0;
    while (at < json.length()) {
      char c = json.charAt(at);
      int end = at + 1;
      if (c == '{' || c == '[') {
        next = c == '[' && next == HEADERS ? PAIRS : next;
        of[++depth] = next;
      } else if (c == '}' || c == ']') {
        next = of[--depth];
      } else if (c > ' ' && c != ',' && c != ':') {
        end = end(json, at);
        if (isName(json, end)) {
          next = inside(word(json, at + 1, end - 1), of[depth]);
        } else {
          out.append(shown(json.substring(at, end), next));
          at = end;
        }
      }
      if (c > ' ') {
        out.append(json, at, end);
      }
      at = end;
    }
    return out.toString();
  }

  /** What stands for a text that is only compared: 64 bits, in decimal. */
  static String hash(String text) {
    return Long.toString(bits(text));
  }

  static long bits(String text) {
    return Mix.of(text, "");
  }

  private static int end(String json, int from) {
    int at = from + 1;
    if (json.charAt(from) == '"') {
      while (json.charAt(at) != '"') {
        at += json.charAt(at) == '\\' ? 2 : 1;
      }
      return at + 1;
    }
    while (at < json.length() && ",]} \n\r\t".indexOf(json.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private static boolean isName(String json, int from) {
    int at = from;
    while (at < json.length() && json.charAt(at) <= ' ') {
      at++;
    }
    return at < json.length() && json.charAt(at) == ':';
  }

  private static String shown(String token, int said) {
    String text = token;
    if (token.charAt(0) == '"') {
      text = ((JsonString) JsonReader.read(token)).value();
    } else if (token.equals("null")) {
      return token;
    }
    if (said == HASHED) {
      return '"' + hash(text) + '"';
    }
    boolean hidden =
        said == HIDDEN_ONES && !text.startsWith("env:") && Double.isNaN(Decimal.parse(text));
    return hidden ? HIDDEN : token;
  }

  /** What is said of a member of an object, by its name and by what is said of the object. */
  private static int inside(String word, int of) {
    if (of == LABELS || word.equals("labels")) {
      return LABELS;
    }
    if (of == HEADERS || word.equals(of == PAIRS ? "value" : "tenant")) {
      return HASHED;
    }
    for (String secret : SECRETS) {
      if (word.contains(secret)) {
        return HIDDEN_ONES;
      }
    }
    return word.equals("headers") ? HEADERS : PLAIN;
  }

  /** In lower case, without the lines of snake_case. */
  private static String word(String json, int from, int end) {
    StringBuilder out = new StringBuilder();
    for (int i = from; i < end; i++) {
      if (json.charAt(i) != '_') {
        out.append(Ascii.lower(json.charAt(i)));
      }
    }
    return out.toString();
  }
}
