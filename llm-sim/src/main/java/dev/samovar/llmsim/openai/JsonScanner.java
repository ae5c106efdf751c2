package dev.samovar.llmsim.openai;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Checks and reads JSON as it arrives, resumable at any byte, in constant memory: texts go to the
 * visitor in pieces, nesting costs one bit a level.
 *
 * <p>Strict RFC 8259 in UTF-8: one value, no byte order mark, no overlong or surrogate encodings. A
 * lone surrogate written as an escape becomes U+FFFD, as the grammar allows it. Longer than most
 * files, since it is one grammar in one switch.
 */
final class JsonScanner {
  /** Levels of nesting; far beyond what any client sends. */
  static final int MAX_DEPTH = 1 << 16;

  /** Numbers and keys are handed over up to this many bytes; what is longer is cut. */
  static final int MAX_TOKEN = 256;

  /** Takes the parts of the document in their order. */
  interface Visitor {
    void open(boolean object);

    void close();

    /** A member's name, cut after {@link #MAX_TOKEN} bytes. */
    void key(String name);

    /** A piece of a string value, in UTF-8. */
    void text(byte[] bytes, int offset, int length);

    /** The string value is complete, also when it was empty. */
    void endText();

    /** A number, {@code true}, {@code false} or {@code null}. */
    void literal(String token);
  }

  private enum State {
    VALUE,
    VALUE_OR_END,
    KEY_OR_END,
    KEY,
    COLON,
    COMMA_OR_END,
    STRING,
    ESCAPE,
    UNICODE,
    WORD,
    MINUS,
    ZERO,
    INTEGER,
    POINT,
    FRACTION,
    EXPONENT,
    EXPONENT_SIGN,
    EXPONENT_DIGITS,
    END
  }

  private final Visitor visitor;
  private final BitSet objects = new BitSet();
  private final byte[] token = new byte[MAX_TOKEN];
  private final byte[] encoded = new byte[4];
  private final Utf8 utf8 = new Utf8();
  private State state = State.VALUE;
  private int depth;
  private int tokenLength;
  private boolean inKey;
  private String word;
  private int hexDigits;
  private int hex;
  private int highSurrogate;
  private long position;

  JsonScanner(Visitor visitor) {
    this.visitor = visitor;
  }

  /**
   * Reads on.
   *
   * @throws InvalidRequest at the first byte that is no JSON
   */
  void feed(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int begin = at;
      at = state == State.STRING ? string(bytes, at, end) : step(bytes[at], at);
      position += at - begin;
    }
  }

  /**
   * The document is over.
   *
   * @throws InvalidRequest when it is not complete
   */
  void end() {
    if (depth == 0 && (state == State.ZERO || number())) {
      endNumber();
    }
    if (state != State.END) {
      throw new InvalidRequest(
          null, position == 0 ? "body: empty, expected JSON" : "body: JSON ends too early");
    }
  }

  /** Takes one byte, or leaves it for the state that follows a number. */
  private int step(byte next, int at) {
    switch (state) {
      case VALUE, VALUE_OR_END, KEY_OR_END, KEY, COLON, COMMA_OR_END, END -> structure(next);
      case ESCAPE -> escape(next);
      case UNICODE -> unicode(next);
      case WORD -> {
        if (next != word.charAt(tokenLength)) {
          throw wrong();
        }
        if (++tokenLength == word.length()) {
          visitor.literal(word);
          afterValue();
        }
      }
      default -> {
        if (!numberTakes(next)) {
          endNumber();
          return at;
        }
        collect(next);
      }
    }
    return at + 1;
  }

  private void structure(byte next) {
    if (next == ' ' || next == '\n' || next == '\r' || next == '\t') {
      return;
    }
    switch (state) {
      case VALUE_OR_END -> {
        if (next == ']') {
          close();
        } else {
          value(next);
        }
      }
      case VALUE -> value(next);
      case KEY_OR_END -> {
        if (next == '}') {
          close();
        } else {
          key(next);
        }
      }
      case KEY -> key(next);
      case COLON -> {
        if (next != ':') {
          throw wrong();
        }
        state = State.VALUE;
      }
      case COMMA_OR_END -> {
        boolean object = objects.get(depth);
        if (next == ',') {
          state = object ? State.KEY : State.VALUE;
        } else if (next == (object ? '}' : ']')) {
          close();
        } else {
          throw wrong();
        }
      }
      default -> throw wrong();
    }
  }

  private void key(byte next) {
    if (next != '"') {
      throw wrong();
    }
    beginString(true);
  }

  private void value(byte next) {
    switch (next) {
      case '"' -> beginString(false);
      case '{', '[' -> {
        if (depth == MAX_DEPTH) {
          throw new InvalidRequest(null, "body: nested deeper than " + MAX_DEPTH + " levels");
        }
        boolean object = next == '{';
        objects.set(++depth, object);
        state = object ? State.KEY_OR_END : State.VALUE_OR_END;
        visitor.open(object);
      }
      case 't' -> beginWord("true");
      case 'f' -> beginWord("false");
      case 'n' -> beginWord("null");
      default -> {
        state =
            next == '-'
                ? State.MINUS
                : next == '0' ? State.ZERO : digit(next) ? State.INTEGER : State.END;
        if (state == State.END) {
          throw wrong();
        }
        tokenLength = 0;
        collect(next);
      }
    }
  }

  private void beginWord(String expected) {
    word = expected;
    tokenLength = 1;
    state = State.WORD;
  }

  private void close() {
    depth--;
    visitor.close();
    afterValue();
  }

  private void afterValue() {
    state = depth == 0 ? State.END : State.COMMA_OR_END;
  }

  private void beginString(boolean key) {
    inKey = key;
    tokenLength = 0;
    highSurrogate = 0;
    state = State.STRING;
  }

  /** Takes a run of plain bytes at once, up to a quote, an escape or the end of what is there. */
  private int string(byte[] bytes, int at, int end) {
    int run = at;
    while (run < end) {
      byte next = bytes[run];
      if (next < 0 || utf8.open()) {
        if (!utf8.accepts(next)) {
          throw new InvalidRequest(null, "body: invalid UTF-8 at byte " + (position + run - at));
        }
      } else if (next == '"' || next == '\\' || next < ' ') {
        break;
      }
      run++;
    }
    if (run > at) {
      flushSurrogate();
      textRun(bytes, at, run - at);
    }
    if (run == end) {
      return run;
    }
    if (bytes[run] == '\\') {
      state = State.ESCAPE;
    } else if (bytes[run] == '"') {
      flushSurrogate();
      if (inKey) {
        state = State.COLON;
        visitor.key(new String(token, 0, tokenLength, StandardCharsets.UTF_8));
      } else {
        visitor.endText();
        afterValue();
      }
    } else {
      throw wrong();
    }
    return run + 1;
  }

  private void textRun(byte[] bytes, int offset, int length) {
    if (!inKey) {
      visitor.text(bytes, offset, length);
      return;
    }
    int part = Math.min(length, MAX_TOKEN - tokenLength);
    System.arraycopy(bytes, offset, token, tokenLength, part);
    tokenLength += part;
  }

  private void escape(byte next) {
    state = State.STRING;
    switch (next) {
      case '"', '\\', '/' -> character(next);
      case 'b' -> character('\b');
      case 'f' -> character('\f');
      case 'n' -> character('\n');
      case 'r' -> character('\r');
      case 't' -> character('\t');
      case 'u' -> {
        hex = 0;
        hexDigits = 0;
        state = State.UNICODE;
      }
      default -> throw wrong();
    }
  }

  private void unicode(byte next) {
    int digit = Character.digit(next, 16);
    if (digit < 0) {
      throw wrong();
    }
    hex = hex << 4 | digit;
    if (++hexDigits < 4) {
      return;
    }
    state = State.STRING;
    if (highSurrogate != 0 && hex >= 0xDC00 && hex <= 0xDFFF) {
      int pair = Character.toCodePoint((char) highSurrogate, (char) hex);
      highSurrogate = 0;
      character(pair);
    } else if (hex >= 0xD800 && hex <= 0xDBFF) {
      flushSurrogate();
      highSurrogate = hex;
    } else {
      character(hex >= 0xDC00 && hex <= 0xDFFF ? 0xFFFD : hex);
    }
  }

  private void flushSurrogate() {
    if (highSurrogate != 0) {
      highSurrogate = 0;
      character(0xFFFD);
    }
  }

  private void character(int codePoint) {
    flushSurrogate();
    textRun(encoded, 0, Utf8.encode(codePoint, encoded));
  }

  private boolean numberTakes(byte next) {
    State after =
        switch (state) {
          case MINUS -> next == '0' ? State.ZERO : digit(next) ? State.INTEGER : null;
          case ZERO -> next == '.' ? State.POINT : exponent(next) ? State.EXPONENT : null;
          case INTEGER ->
              digit(next)
                  ? State.INTEGER
                  : next == '.' ? State.POINT : exponent(next) ? State.EXPONENT : null;
          case POINT -> digit(next) ? State.FRACTION : null;
          case FRACTION -> digit(next) ? State.FRACTION : exponent(next) ? State.EXPONENT : null;
          case EXPONENT ->
              digit(next)
                  ? State.EXPONENT_DIGITS
                  : next == '+' || next == '-' ? State.EXPONENT_SIGN : null;
          default -> digit(next) ? State.EXPONENT_DIGITS : null;
        };
    if (after == null) {
      return false;
    }
    state = after;
    return true;
  }

  private boolean number() {
    return state == State.INTEGER || state == State.FRACTION || state == State.EXPONENT_DIGITS;
  }

  private void endNumber() {
    if (state != State.ZERO && !number()) {
      throw wrong();
    }
    visitor.literal(new String(token, 0, tokenLength, StandardCharsets.ISO_8859_1));
    afterValue();
  }

  private void collect(byte next) {
    if (tokenLength < MAX_TOKEN) {
      token[tokenLength++] = next;
    }
  }

  private static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean exponent(byte b) {
    return b == 'e' || b == 'E';
  }

  private InvalidRequest wrong() {
    return new InvalidRequest(null, "body: not JSON, near byte " + position);
  }
}
