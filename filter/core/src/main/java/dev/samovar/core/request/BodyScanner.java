package dev.samovar.core.request;

import dev.samovar.core.text.Ascii;
import dev.samovar.core.text.Utf8;

/**
 * Reads a JSON body in windows of any size and finds the values of its top-level {@code model}
 * keys.
 *
 * <p>The structure is checked (RFC 8259, section 2 to 6): a body that is accepted is one JSON
 * object. What stands inside strings is not judged: raw control characters and invalid UTF-8 belong
 * to the provider. A byte order mark before the object is skipped (RFC 8259, section 8.1).
 *
 * <p>One pass, no recursion, no tree: nesting is a bit a level, at most {@value #MAX_DEPTH}; a
 * model name has at most {@value #MAX_MODEL_BYTES} bytes as written, and {@code model} may stand at
 * most {@value #MAX_MODELS} times. The state is resumable at any byte, which is why it is one
 * switch.
 */
public final class BodyScanner {
  /** Levels of objects and arrays that a body may nest. */
  public static final int MAX_DEPTH = 512;

  /** Bytes of a model name, escapes counted as written. */
  public static final int MAX_MODEL_BYTES = 1024;

  /** How often the key may be duplicated. */
  public static final int MAX_MODELS = 64;

  private static final int START = 0;
  private static final int BOM_2 = 1;
  private static final int BOM_3 = 2;
  private static final int START_AFTER_BOM = 3;
  private static final int VALUE = 4;
  private static final int VALUE_OR_END = 5;
  private static final int KEY = 6;
  private static final int KEY_OR_END = 7;
  private static final int COLON = 8;
  private static final int AFTER_VALUE = 9;
  private static final int STRING = 10;
  private static final int STRING_ESCAPE = 11;
  private static final int LITERAL = 12;
  private static final int NUMBER_MINUS = 13;
  private static final int NUMBER_ZERO = 14;
  private static final int NUMBER_INTEGER = 15;
  private static final int NUMBER_DOT = 16;
  private static final int NUMBER_FRACTION = 17;
  private static final int NUMBER_E = 18;
  private static final int NUMBER_SIGN = 19;
  private static final int NUMBER_EXPONENT = 20;
  private static final int END = 21;
  private static final int FAILED = 22;

  /** Longest spelling of the key: five letters as six-byte escapes. */
  private static final int MAX_KEY_BYTES = 30;

  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private final long[] arrayAtDepth = new long[MAX_DEPTH / 64 + 1];
  private final byte[] key = new byte[MAX_KEY_BYTES];
  private final ModelSpans spans = new ModelSpans();

  private int state = START;
  private int depth;
  private int position;
  private boolean inKey;
  private boolean captures;
  private int keyLength;
  private boolean valueIsModel;
  private int valueStart;
  private byte[] model;
  private int modelLength;
  private byte[] literal;
  private int literalAt;
  private ApiError error;

  /** Takes the next bytes of the body; after an error they are ignored. */
  public void feed(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int base = position - offset;
    int i = offset;
    while (i < end) {
      if (state == STRING) {
        i = string(bytes, i, end, base);
        continue;
      }
      if (state == FAILED) {
        return;
      }
      step(bytes[i], base + i);
      i++;
    }
    position = base + end;
  }

  /** Says that the body is complete; an incomplete document is an error. */
  public void finish() {
    if (state == FAILED || state == END) {
      if (state == END && spans.count() == 0) {
        error = ApiError.invalidModel("model: missing; name the model that shall answer");
        state = FAILED;
      }
      return;
    }
    fail(
        position == 0
            ? "body: empty; expected a JSON object with a model"
            : "body: ends at byte " + position + " inside the JSON document");
  }

  /** What is wrong with the body so far, or {@code null}. */
  public ApiError error() {
    return error;
  }

  /** Where the model stands. */
  public ModelSpans spans() {
    return spans;
  }

  /** Bytes read. */
  public int position() {
    return position;
  }

  /** The model that the body asks for, the last one where the key is duplicated. */
  public String model() {
    return model == null ? null : JsonStrings.unescape(model, modelLength);
  }

  private void step(byte b, int at) {
    switch (state) {
      case START:
        if (b == (byte) 0xEF) {
          state = BOM_2;
          return;
        }
        start(b, at);
        return;
      case BOM_2:
        expect(b == (byte) 0xBB, BOM_3, at);
        return;
      case BOM_3:
        expect(b == (byte) 0xBF, START_AFTER_BOM, at);
        return;
      case START_AFTER_BOM:
        start(b, at);
        return;
      case VALUE_OR_END:
        if (b == ']') {
          close(true, at);
          return;
        }
        value(b, at);
        return;
      case VALUE:
        value(b, at);
        return;
      case KEY_OR_END:
        if (b == '}') {
          close(false, at);
          return;
        }
        key(b, at);
        return;
      case KEY:
        key(b, at);
        return;
      case COLON:
        if (!isSpace(b)) {
          expect(b == ':', VALUE, at);
        }
        return;
      case AFTER_VALUE:
        afterValue(b, at);
        return;
      case STRING_ESCAPE:
        state = STRING;
        capture(b);
        return;
      case LITERAL:
        if (b != literal[literalAt]) {
          unexpected(at);
        } else if (++literalAt == literal.length) {
          state = AFTER_VALUE;
        }
        return;
      case END:
        if (!isSpace(b)) {
          fail("body: something follows the JSON object at byte " + at);
        }
        return;
      default:
        number(b, at);
    }
  }

  private void start(byte b, int at) {
    state = START_AFTER_BOM;
    if (b == '{') {
      open(false, at);
    } else if (!isSpace(b)) {
      fail("body: expected a JSON object, found something else at byte " + at);
    }
  }

  private void value(byte b, int at) {
    if (isSpace(b)) {
      return;
    }
    if (valueIsModel && b != '"') {
      error = ApiError.invalidModel("model: must be a string");
      state = FAILED;
      return;
    }
    switch (b) {
      case '{':
        open(false, at);
        return;
      case '[':
        open(true, at);
        return;
      case '"':
        inKey = false;
        captures = valueIsModel;
        modelLength = valueIsModel ? 0 : modelLength;
        valueStart = at;
        state = STRING;
        return;
      case 't':
        literal(TRUE);
        return;
      case 'f':
        literal(FALSE);
        return;
      case 'n':
        literal(NULL);
        return;
      case '-':
        state = NUMBER_MINUS;
        return;
      case '0':
        state = NUMBER_ZERO;
        return;
      default:
        expect(b >= '1' && b <= '9', NUMBER_INTEGER, at);
    }
  }

  private void key(byte b, int at) {
    if (isSpace(b)) {
      return;
    }
    inKey = true;
    captures = depth == 1;
    keyLength = 0;
    expect(b == '"', STRING, at);
  }

  /** Runs to the end of a string or of the window. */
  private int string(byte[] bytes, int from, int end, int base) {
    int i = from;
    if (!captures) {
      while (i < end && bytes[i] != '"' && bytes[i] != '\\') {
        i++;
      }
    } else {
      while (i < end && bytes[i] != '"' && bytes[i] != '\\' && state == STRING) {
        capture(bytes[i]);
        i++;
      }
    }
    if (i == end || state != STRING) {
      return i;
    }
    if (bytes[i] == '\\') {
      capture(bytes[i]);
      if (state == STRING) {
        state = STRING_ESCAPE;
      }
      return i + 1;
    }
    endOfString(base + i + 1);
    return i + 1;
  }

  private void capture(byte b) {
    if (!captures) {
      return;
    }
    if (inKey) {
      if (keyLength == MAX_KEY_BYTES) {
        captures = false;
        keyLength = 0;
      } else {
        key[keyLength++] = b;
      }
      return;
    }
    if (modelLength == MAX_MODEL_BYTES) {
      error = ApiError.invalidModel("model: longer than " + MAX_MODEL_BYTES + " bytes");
      state = FAILED;
      return;
    }
    if (model == null) {
      model = new byte[64];
    } else if (modelLength == model.length) {
      byte[] larger = new byte[Math.min(4 * model.length, MAX_MODEL_BYTES)];
      System.arraycopy(model, 0, larger, 0, modelLength);
      model = larger;
    }
    model[modelLength++] = b;
  }

  private void endOfString(int end) {
    if (inKey) {
      valueIsModel = depth == 1 && captures && isModelKey();
      state = COLON;
      return;
    }
    state = AFTER_VALUE;
    if (!valueIsModel) {
      return;
    }
    valueIsModel = false;
    if (modelLength == 0) {
      error = ApiError.invalidModel("model: empty; name the model that shall answer");
      state = FAILED;
    } else if (JsonStrings.unescape(model, modelLength) == null) {
      error = ApiError.invalidModel("model: holds an escape that JSON does not know");
      state = FAILED;
    } else if (spans.count() == MAX_MODELS) {
      error = ApiError.invalidModel("model: stands more than " + MAX_MODELS + " times");
      state = FAILED;
    } else {
      spans.add(valueStart, end);
    }
  }

  private boolean isModelKey() {
    if (keyLength == 5) {
      return key[0] == 'm' && key[1] == 'o' && key[2] == 'd' && key[3] == 'e' && key[4] == 'l';
    }
    return keyLength > 5 && "model".equals(JsonStrings.unescape(key, keyLength));
  }

  private void afterValue(byte b, int at) {
    if (isSpace(b)) {
      return;
    }
    boolean array = isArray();
    if (b == ',') {
      state = array ? VALUE : KEY;
    } else if (b == '}' || b == ']') {
      close(b == ']', at);
    } else {
      unexpected(at);
    }
  }

  private void open(boolean array, int at) {
    if (depth == MAX_DEPTH) {
      fail("body: nested deeper than " + MAX_DEPTH + " levels at byte " + at);
      return;
    }
    depth++;
    long bit = 1L << (depth & 63);
    if (array) {
      arrayAtDepth[depth >> 6] |= bit;
    } else {
      arrayAtDepth[depth >> 6] &= ~bit;
    }
    valueIsModel = false;
    state = array ? VALUE_OR_END : KEY_OR_END;
  }

  private void close(boolean array, int at) {
    if (isArray() != array) {
      unexpected(at);
      return;
    }
    depth--;
    state = depth == 0 ? END : AFTER_VALUE;
  }

  private boolean isArray() {
    return (arrayAtDepth[depth >> 6] >> (depth & 63) & 1) != 0;
  }

  private void literal(byte[] word) {
    literal = word;
    literalAt = 1;
    state = LITERAL;
  }

  private void number(byte b, int at) {
    boolean digit = b >= '0' && b <= '9';
    switch (state) {
      case NUMBER_MINUS:
        expect(digit, b == '0' ? NUMBER_ZERO : NUMBER_INTEGER, at);
        return;
      case NUMBER_DOT:
        expect(digit, NUMBER_FRACTION, at);
        return;
      case NUMBER_E:
        if (b == '+' || b == '-') {
          state = NUMBER_SIGN;
          return;
        }
        expect(digit, NUMBER_EXPONENT, at);
        return;
      case NUMBER_SIGN:
        expect(digit, NUMBER_EXPONENT, at);
        return;
      default:
    }
    if (digit && state != NUMBER_ZERO) {
      return;
    }
    if (b == '.' && (state == NUMBER_ZERO || state == NUMBER_INTEGER)) {
      state = NUMBER_DOT;
    } else if ((b == 'e' || b == 'E') && state != NUMBER_EXPONENT) {
      state = NUMBER_E;
    } else {
      state = AFTER_VALUE;
      afterValue(b, at);
    }
  }

  private void expect(boolean right, int next, int at) {
    if (right) {
      state = next;
    } else {
      unexpected(at);
    }
  }

  private void unexpected(int at) {
    fail("body: not JSON at byte " + at);
  }

  private void fail(String message) {
    error = ApiError.invalidJson(message);
    state = FAILED;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** Unescapes short strings. */
  private static final class JsonStrings {
    private JsonStrings() {}

    /** The string of raw bytes between quotes, or {@code null} where an escape is wrong. */
    static String unescape(byte[] raw, int length) {
      String text = Utf8.decode(raw, 0, length);
      if (text.indexOf('\\') < 0) {
        return text;
      }
      StringBuilder out = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c != '\\') {
          out.append(c);
          continue;
        }
        i++;
        char escape = i < text.length() ? text.charAt(i) : 0;
        int plain = "\"\\/bfnrt".indexOf(escape);
        if (plain >= 0) {
          out.append("\"\\/\b\f\n\r\t".charAt(plain));
        } else if (escape == 'u' && i + 4 < text.length()) {
          int code = 0;
          for (int k = 1; k <= 4; k++) {
            int digit = Ascii.hexDigit(text.charAt(i + k));
            if (digit < 0) {
              return null;
            }
            code = code << 4 | digit;
          }
          out.append((char) code);
          i += 4;
        } else {
          return null;
        }
      }
      return out.toString();
    }
  }
}
