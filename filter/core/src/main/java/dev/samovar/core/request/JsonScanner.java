package dev.samovar.core.request;

import dev.samovar.core.text.Words;

/**
 * Reads a JSON object in windows of any size, checks its structure and tells what stands in it.
 *
 * <p>The structure is checked as RFC 8259, section 2 to 6, has it. What stands inside strings is
 * not judged: raw control characters and invalid UTF-8 belong to the provider. A byte order mark
 * before the object is skipped (section 8.1).
 *
 * <p>One pass, no recursion, no tree: nesting is a bit a level. Strings are searched eight bytes at
 * a time, and what nobody asked for is only checked. The state is resumable at any byte, which is
 * why it is one switch, and longer than most files.
 */
final class JsonScanner {
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

  /** Of a string, beside what {@link JsonEvents} knows: it is a key that is told. */
  private static final int AS_KEY = 8;

  /** The letters after the first of {@code true}, {@code false}, {@code null}, first one lowest. */
  private static final int RUE = 'r' | 'u' << 8 | 'e' << 16;

  private static final int ALSE = 'a' | 'l' << 8 | 's' << 16 | 'e' << 24;
  private static final int ULL = 'u' | 'l' << 8 | 'l' << 16;

  private final JsonEvents events;
  private final long[] arrayAtDepth = new long[BodyScanner.MAX_DEPTH / 64 + 1];
  private final Word word = new Word();

  private int state;
  private int position;

  /** What is added to an index of the window for its place in the body. */
  private int base;

  private int depth;
  private boolean array;

  /** Depth of the outermost container that is only checked, or 0. */
  private int quiet;

  /** Depth of the container that is told as text, or 0. */
  private int raw;

  /** Whether the string being read is a key. */
  private boolean inKey;

  /** What is wanted of the string being read. */
  private int wanted;

  private boolean escapes;
  private boolean stringOnly;
  private int letters;
  private long number;
  private ApiError error;

  JsonScanner(JsonEvents events) {
    this.events = events;
  }

  /** Begins anew. */
  void reset() {
    state = START;
    position = 0;
    depth = 0;
    array = false;
    quiet = 0;
    raw = 0;
    wanted = JsonEvents.SKIP;
    stringOnly = false;
    error = null;
  }

  ApiError error() {
    return error;
  }

  int position() {
    return position;
  }

  /** Takes the next bytes; after an error they are ignored. */
  void feed(byte[] bytes, int offset, int length) {
    if (state == FAILED) {
      return;
    }
    if (offset < 0 || length < 0 || length > bytes.length - offset) {
      throw new IndexOutOfBoundsException("window: outside its array");
    }
    int end = offset + length;
    base = position - offset;
    int from = offset;
    int i = offset;
    int s = state;
    while (i < end) {
      if (s == STRING) {
        i = Words.quoteOrBackslash(bytes, i, end);
        if (i == end) {
          break;
        }
        if (Words.byteAt(bytes, i) == '\\') {
          escapes = true;
          i++;
          if (i == end) {
            s = STRING_ESCAPE;
            break;
          }
          i++;
          continue;
        }
        i++;
        s = inKey ? COLON : AFTER_VALUE;
        if (wanted != JsonEvents.SKIP && !endOfString(bytes, from, i - 1)) {
          s = FAILED;
        }
        continue;
      }
      int b = Words.byteAt(bytes, i);
      i++;
      switch (s) {
        case AFTER_VALUE:
          if (b == ',') {
            s = array ? VALUE : KEY;
          } else if (b == '}' || b == ']') {
            s = close(b == ']', bytes, from, i);
          } else if (!isSpace(b)) {
            s = unexpected(i);
          }
          break;
        case KEY_OR_END:
        case KEY:
          if (b == '"') {
            inKey = true;
            wanted = JsonEvents.SKIP;
            if (quiet == 0) {
              wanted = AS_KEY;
              escapes = false;
              word.clear();
              from = i;
            }
            s = STRING;
          } else if (b == '}' && s == KEY_OR_END) {
            s = close(false, bytes, from, i);
          } else if (!isSpace(b)) {
            s = unexpected(i);
          }
          break;
        case COLON:
          if (b == ':') {
            s = VALUE;
          } else if (!isSpace(b)) {
            s = unexpected(i);
          }
          break;
        case VALUE_OR_END:
        case VALUE:
          if (b == '"') {
            inKey = false;
            wanted = JsonEvents.SKIP;
            if (quiet == 0) {
              wanted = events.string(base + i - 1);
              stringOnly = false;
              if (wanted != JsonEvents.SKIP) {
                escapes = false;
                word.clear();
                from = i;
              }
            }
            s = STRING;
          } else if (b == ']' && s == VALUE_OR_END) {
            s = close(true, bytes, from, i);
          } else if (!isSpace(b)) {
            s = value(b, i);
            if (raw == depth && (s == VALUE_OR_END || s == KEY_OR_END)) {
              from = i - 1;
            }
          }
          break;
        case STRING_ESCAPE:
          s = STRING;
          break;
        case LITERAL:
          if (b != (letters & 0xff)) {
            s = unexpected(i);
          } else {
            letters >>>= 8;
            s = letters == 0 ? AFTER_VALUE : LITERAL;
          }
          break;
        case START:
        case BOM_2:
        case BOM_3:
        case START_AFTER_BOM:
          s = start(s, b, i);
          break;
        case END:
          if (!isSpace(b)) {
            s = fail("body: something follows the JSON object at byte " + (base + i - 1));
          }
          break;
        case FAILED:
          state = FAILED;
          return;
        default:
          s = number(s, b, i);
          if (s == AFTER_VALUE) {
            // What ended the number is not its own.
            i--;
          }
      }
    }
    state = s;
    position = base + end;
    if (s == FAILED) {
      return;
    }
    boolean inString = s == STRING || s == STRING_ESCAPE;
    if (raw > 0 || inString && wanted == JsonEvents.TEXT) {
      if (!events.text(bytes, from, end)) {
        refuse();
      }
    } else if (inString && wanted != JsonEvents.SKIP) {
      word.add(bytes, from, end, escapes);
    }
  }

  /** Says that the body is complete; an incomplete document is an error. */
  void finish() {
    if (state != END && state != FAILED) {
      state =
          fail(
              position == 0
                  ? "body: empty; expected a JSON object with a model"
                  : "body: ends at byte " + position + " inside the JSON document");
    }
  }

  private boolean endOfString(byte[] bytes, int from, int to) {
    if (wanted == JsonEvents.TEXT) {
      if (!events.text(bytes, from, to) || !events.textEnd(base + to + 1)) {
        refuse();
        return false;
      }
      return true;
    }
    word.add(bytes, from, to, escapes);
    word.end();
    if (wanted == AS_KEY) {
      stringOnly = events.key(word);
    } else {
      events.word(word);
    }
    return true;
  }

  private int start(int s, int b, int i) {
    if (s == START && b == (byte) 0xEF) {
      return BOM_2;
    }
    if (s == BOM_2) {
      return b == (byte) 0xBB ? BOM_3 : unexpected(i);
    }
    if (s == BOM_3) {
      return b == (byte) 0xBF ? START_AFTER_BOM : unexpected(i);
    }
    if (b == '{') {
      return open(false, i);
    }
    return isSpace(b)
        ? START_AFTER_BOM
        : fail("body: expected a JSON object, found something else at byte " + (base + i - 1));
  }

  /** A value that is no string begins. */
  private int value(int b, int i) {
    if (stringOnly) {
      events.notString();
      return refuse();
    }
    switch (b) {
      case '{':
        return open(false, i);
      case '[':
        return open(true, i);
      case 't':
        return literal(b, RUE);
      case 'f':
        return literal(b, ALSE);
      case 'n':
        return literal(b, ULL);
      case '-':
        number = -1;
        return NUMBER_MINUS;
      default:
        if (b < '0' || b > '9') {
          return unexpected(i);
        }
        number = b - '0';
        return b == '0' ? NUMBER_ZERO : NUMBER_INTEGER;
    }
  }

  private int literal(int b, int rest) {
    if (quiet == 0) {
      events.literal(b);
    }
    letters = rest;
    return LITERAL;
  }

  private int open(boolean isArray, int i) {
    if (depth == BodyScanner.MAX_DEPTH) {
      return fail(
          "body: nested deeper than "
              + BodyScanner.MAX_DEPTH
              + " levels at byte "
              + (base + i - 1));
    }
    int at = ++depth;
    long bit = 1L << (at & 63);
    if (isArray) {
      arrayAtDepth[at >> 6] |= bit;
    } else {
      arrayAtDepth[at >> 6] &= ~bit;
    }
    array = isArray;
    if (quiet == 0) {
      int wants = events.open(isArray, base + i - 1);
      if ((wants & JsonEvents.INSIDE) == 0) {
        quiet = at;
      }
      if ((wants & JsonEvents.TEXT) != 0) {
        raw = at;
      }
    }
    return isArray ? VALUE_OR_END : KEY_OR_END;
  }

  private int close(boolean isArray, byte[] bytes, int from, int i) {
    if (array != isArray) {
      return unexpected(i);
    }
    int at = depth--;
    array = (arrayAtDepth[depth >> 6] >> (depth & 63) & 1) != 0;
    if (raw == at) {
      raw = 0;
      events.text(bytes, from, i);
      events.textEnd(base + i);
    }
    if (quiet == 0) {
      events.close();
    } else if (quiet == at) {
      quiet = 0;
    }
    return depth == 0 ? END : AFTER_VALUE;
  }

  private int number(int s, int b, int i) {
    boolean digit = b >= '0' && b <= '9';
    switch (s) {
      case NUMBER_MINUS:
        return digit ? b == '0' ? NUMBER_ZERO : NUMBER_INTEGER : unexpected(i);
      case NUMBER_DOT:
        return digit ? NUMBER_FRACTION : unexpected(i);
      case NUMBER_E:
        if (b == '+' || b == '-') {
          return NUMBER_SIGN;
        }
        return digit ? NUMBER_EXPONENT : unexpected(i);
      case NUMBER_SIGN:
        return digit ? NUMBER_EXPONENT : unexpected(i);
      default:
    }
    if (digit && s != NUMBER_ZERO) {
      if (number >= 0 && number <= Integer.MAX_VALUE) {
        number = number * 10 + (b - '0');
      }
      return s;
    }
    if (b == '.' && (s == NUMBER_ZERO || s == NUMBER_INTEGER)) {
      number = -1;
      return NUMBER_DOT;
    }
    if ((b == 'e' || b == 'E') && s != NUMBER_EXPONENT) {
      number = -1;
      return NUMBER_E;
    }
    if (quiet == 0) {
      events.number((int) Math.min(number, Integer.MAX_VALUE));
    }
    return AFTER_VALUE;
  }

  private int unexpected(int i) {
    return fail("body: not JSON at byte " + (base + i - 1));
  }

  private int fail(String message) {
    error = ApiError.invalidJson(message);
    return FAILED;
  }

  private int refuse() {
    error = events.error();
    state = FAILED;
    return FAILED;
  }

  private static boolean isSpace(int b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
