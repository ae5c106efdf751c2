package dev.samovar.core.request;

import dev.samovar.core.text.Ascii;
import dev.samovar.core.text.Parameters;
import dev.samovar.core.text.Utf8;
import dev.samovar.core.text.Words;

/**
 * Reads a {@code multipart/form-data} body (RFC 7578; RFC 2046, section 5.1) in windows of any size
 * and finds the values of its fields named {@code model}. Files are passed over, eight bytes at a
 * time, and never held. Of the features nothing is read.
 *
 * <p>Strict where two readers could differ: lines end with CRLF, a part names itself once, a
 * delimiter has nothing behind it on its line, and the last one is there. A part's headers have at
 * most {@value #MAX_HEADER_BYTES} bytes, a model name and its number are bounded as in JSON.
 */
public final class MultipartScanner implements RequestBody {
  /** Bytes of a part's headers. */
  public static final int MAX_HEADER_BYTES = 8192;

  private static final int MAX_BOUNDARY_BYTES = 70;
  private static final String BOUNDARY_MARKS = "'()+_,-./:=? ";

  /** Before the first part, or inside one. */
  private static final int CONTENT = 0;

  private static final int DELIMITER_END = 1;
  private static final int DELIMITER_SPACE = 2;
  private static final int DELIMITER_CR = 3;
  private static final int SECOND_DASH = 4;
  private static final int HEADER = 5;
  private static final int HEADER_CR = 6;
  private static final int END = 7;
  private static final int FAILED = 8;

  private final ModelValue model = new ModelValue();
  private final RequestFeatures features = new RequestFeatures(ReadPlan.MODEL);
  private final byte[] delimiter;
  private final byte[] line = new byte[MAX_HEADER_BYTES];

  private int state = CONTENT;
  private int position;

  /** Bytes of the delimiter that were just read; the body begins as if behind a line's end. */
  private int matched = 2;

  private int lineLength;
  private int headerBytes;
  private boolean named;
  private boolean inModel;
  private ApiError error;

  /** The boundary's bytes, behind CRLF and two dashes. */
  private MultipartScanner(byte[] delimiter) {
    this.delimiter = delimiter;
  }

  /** For a body of that content type; {@code null} where it is no form. */
  public static MultipartScanner of(String contentType) {
    if (contentType == null
        || !Ascii.equalsIgnoringCase(Parameters.value(contentType), "multipart/form-data")) {
      return null;
    }
    String boundary = Parameters.find(contentType, "boundary");
    if (isBoundary(boundary)) {
      return new MultipartScanner(Utf8.encode("\r\n--" + boundary));
    }
    MultipartScanner out = new MultipartScanner(new byte[0]);
    out.fail("content-type: needs one boundary of 1 to " + MAX_BOUNDARY_BYTES + " characters");
    return out;
  }

  private static boolean isBoundary(String text) {
    if (text == null || text == Parameters.AMBIGUOUS || text.isEmpty()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char lower = Ascii.lower(c);
      boolean letter = lower >= 'a' && lower <= 'z' || c >= '0' && c <= '9';
      if (!letter && BOUNDARY_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return text.length() <= MAX_BOUNDARY_BYTES && !text.endsWith(" ");
  }

  @Override
  public void feed(byte[] bytes, int offset, int length) {
    if (offset < 0 || length < 0 || length > bytes.length - offset) {
      throw new IndexOutOfBoundsException("window: outside its array");
    }
    int end = offset + length;
    int base = position - offset;
    int i = offset;
    while (i < end && state < END) {
      if (state == CONTENT && matched == 0) {
        int cr = Words.indexOf(bytes, i, end, '\r');
        keep(bytes, i, cr);
        i = cr;
        if (i == end || state == FAILED) {
          break;
        }
      }
      step(bytes, i, base + i + 1);
      i++;
    }
    position = base + end;
  }

  @Override
  public void finish() {
    if (state < END) {
      fail(
          position == 0
              ? "body: empty; expected a form with a model"
              : "body: ends at byte " + position + " before the form's last delimiter");
    } else if (error() == null && model.spans().count() == 0) {
      model.missing();
    }
  }

  @Override
  public ApiError error() {
    return error != null ? error : model.error();
  }

  @Override
  public ModelSpans spans() {
    return model.spans();
  }

  @Override
  public int position() {
    return position;
  }

  @Override
  public String model() {
    return model.text();
  }

  @Override
  public RequestFeatures features() {
    return features;
  }

  private void step(byte[] bytes, int i, int after) {
    byte b = bytes[i];
    switch (state) {
      case CONTENT:
        keep(bytes, i, i + 1);
        content(b, after);
        return;
      case DELIMITER_END:
        if (b == '-') {
          state = SECOND_DASH;
          return;
        }
        delimiterSpace(b, after);
        return;
      case DELIMITER_SPACE:
        delimiterSpace(b, after);
        return;
      case DELIMITER_CR:
        expect(b == '\n', HEADER, after);
        headerBytes = 0;
        lineLength = 0;
        named = false;
        return;
      case SECOND_DASH:
        expect(b == '-', END, after);
        return;
      case HEADER:
        if (b == '\r') {
          state = HEADER_CR;
        } else if (b == '\n' || ++headerBytes > MAX_HEADER_BYTES) {
          fail("body: a part's headers are malformed at byte " + (after - 1));
        } else {
          line[lineLength++] = b;
        }
        return;
      default:
        expect(b == '\n', HEADER, after);
        if (state == HEADER) {
          endOfLine(after);
        }
    }
  }

  private void content(byte b, int after) {
    if (b != delimiter[matched]) {
      matched = b == '\r' ? 1 : 0;
    } else if (++matched == delimiter.length) {
      matched = 0;
      state = DELIMITER_END;
      if (inModel) {
        inModel = false;
        if (!model.endText(after - delimiter.length)) {
          state = FAILED;
        }
      }
    }
  }

  private void delimiterSpace(byte b, int after) {
    boolean space = b == ' ' || b == '\t';
    expect(space || b == '\r', space ? DELIMITER_SPACE : DELIMITER_CR, after);
  }

  private void endOfLine(int after) {
    if (lineLength == 0) {
      state = CONTENT;
      if (inModel) {
        model.begin(after);
      }
      return;
    }
    String header = Utf8.decode(line, 0, lineLength);
    lineLength = 0;
    int colon = header.indexOf(':');
    String name = colon < 0 ? "" : header.substring(0, colon);
    if (colon < 1 || name.indexOf(' ') >= 0 || name.indexOf('\t') >= 0) {
      fail("body: a part's headers are malformed before byte " + after);
    } else if (Ascii.equalsIgnoringCase(name, "content-disposition")) {
      String field = Parameters.find(header.substring(colon + 1), "name");
      if (named || field == Parameters.AMBIGUOUS) {
        fail("body: a part has more than one name before byte " + after);
      }
      named = true;
      inModel = "model".equals(field);
    }
  }

  /** Bytes that may belong to the model; what the delimiter took is cut off at the end. */
  private void keep(byte[] bytes, int from, int to) {
    if (inModel && !model.addText(bytes, from, to, delimiter.length)) {
      state = FAILED;
    }
  }

  private void expect(boolean right, int next, int after) {
    if (right) {
      state = next;
    } else {
      fail("body: not a form at byte " + (after - 1));
    }
  }

  private void fail(String message) {
    error = ApiError.invalidForm(message);
    state = FAILED;
  }
}
