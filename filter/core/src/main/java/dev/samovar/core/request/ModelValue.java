package dev.samovar.core.request;

/**
 * The value of the top-level {@code model}: what it is, where each of its values stands, and
 * whether it can be a name at all.
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

  /** A value begins with its quote at byte {@code at}. */
  void begin(int at) {
    start = at;
    length = 0;
  }

  boolean add(byte[] source, int from, int to) {
    int more = to - from;
    if (more > BodyScanner.MAX_MODEL_BYTES - length) {
      return refuse("model: longer than " + BodyScanner.MAX_MODEL_BYTES + " bytes");
    }
    if (length + more > bytes.length) {
      byte[] larger = new byte[BodyScanner.MAX_MODEL_BYTES];
      System.arraycopy(bytes, 0, larger, 0, length);
      bytes = larger;
    }
    System.arraycopy(source, from, bytes, length, more);
    length += more;
    return true;
  }

  /** A value ends before byte {@code end}, its quote included. */
  boolean end(int end) {
    if (length == 0) {
      return refuse("model: empty; name the model that shall answer");
    }
    if (JsonStrings.unescape(bytes, length) == null) {
      return refuse("model: holds an escape that JSON does not know");
    }
    if (spans.count() == BodyScanner.MAX_MODELS) {
      return refuse("model: stands more than " + BodyScanner.MAX_MODELS + " times");
    }
    spans.add(start, end);
    return true;
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
