package dev.samovar.core.request;

import dev.samovar.core.text.Utf8;

/**
 * The value of the top-level {@code model}, or of a form's field of that name: what it is, where
 * each of its values stands, and whether it can be a name at all.
 */
final class ModelValue {
  private static final int FIRST_CAPACITY = 64;

  private final ModelSpans spans = new ModelSpans();
  private byte[] bytes = new byte[FIRST_CAPACITY];
  private int length;
  private int start;
  private ApiError error;

  void reset() {
    spans.clear();
    length = 0;
    error = null;
  }

  ModelSpans spans() {
    return spans;
  }

  ApiError error() {
    return error;
  }

  /** The last value, or {@code null} where there was none. */
  String name() {
    return spans.count() == 0 ? null : JsonStrings.unescape(bytes, length);
  }

  /** As {@link #name}, of a form. */
  String text() {
    return spans.count() == 0 ? null : Utf8.decode(bytes, 0, length);
  }

  /** A value begins with its quote at byte {@code at}. */
  void begin(int at) {
    start = at;
    length = 0;
  }

  boolean add(byte[] source, int from, int to) {
    return append(source, from, to, BodyScanner.MAX_MODEL_BYTES);
  }

  /** A value ends before byte {@code end}, its quote included. */
  boolean end(int end) {
    if (length > 0 && JsonStrings.unescape(bytes, length) == null) {
      return refuse("model: holds an escape that JSON does not know");
    }
    return place(end);
  }

  /** As {@link #add}, where up to {@code more} bytes will turn out not to belong to it. */
  boolean addText(byte[] source, int from, int to, int more) {
    return append(source, from, to, BodyScanner.MAX_MODEL_BYTES + more);
  }

  /** A value without quotes ended before byte {@code end}. */
  boolean endText(int end) {
    length = end - start;
    return length > BodyScanner.MAX_MODEL_BYTES ? tooLong() : place(end);
  }

  private boolean append(byte[] source, int from, int to, int most) {
    int more = to - from;
    if (more > most - length) {
      return tooLong();
    }
    if (length + more > bytes.length) {
      byte[] larger = new byte[most];
      System.arraycopy(bytes, 0, larger, 0, length);
      bytes = larger;
    }
    System.arraycopy(source, from, bytes, length, more);
    length += more;
    return true;
  }

  private boolean place(int end) {
    if (length == 0) {
      return refuse("model: empty; name the model that shall answer");
    }
    if (spans.count() == BodyScanner.MAX_MODELS) {
      return refuse("model: stands more than " + BodyScanner.MAX_MODELS + " times");
    }
    spans.add(start, end);
    return true;
  }

  private boolean tooLong() {
    return refuse("model: longer than " + BodyScanner.MAX_MODEL_BYTES + " bytes");
  }

  void missing() {
    refuse("model: missing; name the model that shall answer");
  }

  void notString() {
    refuse("model: must be a string");
  }

  private boolean refuse(String message) {
    error = ApiError.invalidModel(message);
    return false;
  }
}
