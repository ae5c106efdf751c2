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
  // Up to END, space stands between two tokens.
  private static final int AFTER_VALUE = 0;
  private static final int VALUE = 1;
  private static final int VALUE_OR_END = 2;
  private static final int KEY = 3;
  private static final int KEY_OR_END = 4;
  private static final int COLON = 5;
  private static final int START_AFTER_BOM = 6;
  private static final int END = 7;
  private static final int STRING = 8;
  private static final int STRING_ESCAPE = 9;
  private static final int LITERAL = 10;
  private static final int NUMBER_INTEGER = 11;
  private static final int NUMBER_MINUS = 12;
  private static final int NUMBER_ZERO = 13;
  private static final int NUMBER_DOT = 14;
  private static final int NUMBER_FRACTION = 15;
  private static final int NUMBER_E = 16;
  private static final int NUMBER_SIGN = 17;
  private static final int NUMBER_EXPONENT = 18;
  private static final int START = 19;
  private static final int BOM_2 = 20;
  private static final int BOM_3 = 21;
  private static final int FAILED = 22;

  /** Of a string, beside what {@link JsonEvents} knows: it is a key that is told. */
  private static final int AS_KEY = 8;

  /** The letters after the first of {@code true}, {@code false}, {@code null}, first one lowest. */
  private static final int RUE = 'r' | 'u' << 8 | 'e' << 16;

  private static final int ALSE = 'a' | 'l' << 8 | 's' << 16 | 'e' << 24;
  private static final int ULL = 'u' | 'l' << 8 | 'l' << 16;

  private final JsonEvents events;

  /** Of each 64 levels that are full, what {@link #arrays} was. */
  private final long[] fullArrays = new long[BodyScanner.MAX_DEPTH / 64];

  private final Word word = new Word();

  private int state;
  private int position;

  /** What is added to an index of the window for its place in the body. */
  private int base;

  private int depth;

  /** A bit a level, the innermost lowest: whether it is an array. */
  private long arrays;

  /** Depth of the outermost container that is only checked, or 0. */
  private int quiet;

  /** Depth of the container that is told as text, or 0. */
  private int raw;

  /** Whether the string being read is a key. */
  private boolean inKey;

  /** What is wanted of the string being read. */
  private int wanted;

  private boolean stringOnly;
  private int letters;
  private long number;
  private ApiError error;

  JsonScanner(JsonEvents events) {
    this.events = events;
    reset();
  }

  /** Begins anew. */
  void reset() {
    state = START;
    position = 0;
    depth = 0;
    arrays = 0;
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
    if (s == STRING_ESCAPE && i < end) {
      s = STRING;
      i++;
    }
    while (i < end) {
      if (s == STRING) {
        i = Words.endOfString(bytes, i, end);
        if (i >= end) {
          s = i > end ? STRING_ESCAPE : STRING;
          break;
        }
        i++;
        if (wanted != JsonEvents.SKIP && !endOfString(bytes, from, i - 1)) {
          return;
        }
        s = inKey ? COLON : AFTER_VALUE;
        // What mostly follows is taken here, without another turn through the switch.
        if (i < end && Words.byteAt(bytes, i) == (inKey ? ':' : ',')) {
          s = inKey || (arrays & 1) != 0 ? VALUE : KEY;
          i++;
        }
        continue;
      }
      int b = Words.byteAt(bytes, i++);
      if (b <= ' ' && s <= END && isSpace(b)) {
        continue;
      }
      switch (s) {
        case AFTER_VALUE:
          if (b == ',') {
            s = (arrays & 1) != 0 ? VALUE : KEY;
          } else {
            s = b == '}' || b == ']' ? close(b == ']', bytes, from, i) : unexpected(i);
          }
          break;
        case KEY_OR_END:
        case KEY:
          if (b == '"') {
            inKey = true;
            wanted = quiet == 0 ? AS_KEY : JsonEvents.SKIP;
            if (quiet == 0) {
              word.clear();
              from = i;
            }
            s = STRING;
          } else {
            s = b == '}' && s == KEY_OR_END ? close(false, bytes, from, i) : unexpected(i);
          }
          break;
        case COLON:
          s = b == ':' ? VALUE : unexpected(i);
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
                word.clear();
                from = i;
              }
            }
            s = STRING;
          } else if (b == ']' && s == VALUE_OR_END) {
            s = close(true, bytes, from, i);
          } else {
            s = value(b, i);
            if (raw == depth && s <= KEY_OR_END) {
              from = i - 1;
            }
          }
          break;
        case LITERAL:
          if (b != (letters & 0xff)) {
            s = unexpected(i);
          } else {
            letters >>>= 8;
            s = letters == 0 ? AFTER_VALUE : LITERAL;
          }
          break;
        case NUMBER_INTEGER:
          if (b >= '0' && b <= '9') {
            if (number >= 0 && number <= Integer.MAX_VALUE) {
              number = number * 10 + (b - '0');
            }
            break;
          }
          s = number(s, b, i);
          i -= s == AFTER_VALUE ? 1 : 0;
          break;
        case START_AFTER_BOM:
        case START:
        case BOM_2:
        case BOM_3:
          s = start(s, b, i);
          break;
        case END:
          s = fail("body: something follows the JSON object at byte " + (base + i - 1));
          break;
        case FAILED:
          return;
        default:
          s = number(s, b, i);
          // What ends a number is not its own.
          i -= s == AFTER_VALUE ? 1 : 0;
      }
    }
    state = s;
    position = base + end;
    if (raw > 0 || s == STRING || s == STRING_ESCAPE) {
      endOfWindow(bytes, from, end);
    }
  }

  private void endOfWindow(byte[] bytes, int from, int end) {
    if (raw > 0 || wanted == JsonEvents.TEXT) {
      if (!events.text(bytes, from, end)) {
        refuse();
      }
    } else if (wanted != JsonEvents.SKIP) {
      word.add(bytes, from, end);
    }
  }

  /** Says that the body is complete; an incomplete document is an error. */
  void finish() {
    if (state != END && state != FAILED) {
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
    word.add(bytes, from, to);
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
    return s == START && isSpace(b)
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
    if ((depth & 63) == 0 && depth > 0) {
      fullArrays[(depth >> 6) - 1] = arrays;
    }
    arrays = arrays << 1 | (isArray ? 1 : 0);
    int at = ++depth;
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
    if ((arrays & 1) != 0 != isArray) {
      return unexpected(i);
    }
    int at = depth--;
    arrays >>>= 1;
    if ((depth & 63) == 0 && depth > 0) {
      arrays = fullArrays[(depth >> 6) - 1];
    }
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
    if (digit && (s == NUMBER_FRACTION || s == NUMBER_EXPONENT)) {
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
    state = FAILED;
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
