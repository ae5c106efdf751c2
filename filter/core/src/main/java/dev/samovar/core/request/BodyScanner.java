package dev.samovar.core.request;

/**
 * Reads a JSON body in windows of any size: the values of its top-level {@code model} keys, and
 * what else the plan asks for.
 *
 * <p>A body that is accepted is one JSON object with a usable {@code model}, at most {@value
 * #MAX_DEPTH} levels deep; a model name has at most {@value #MAX_MODEL_BYTES} bytes as written, and
 * {@code model} may stand at most {@value #MAX_MODELS} times. Nothing of the body is held but these
 * names and what {@link RequestFeatures} counts.
 */
public final class BodyScanner implements RequestBody {
  /** Levels of objects and arrays that a body may nest. */
  public static final int MAX_DEPTH = 512;

  /** Bytes of a model name, escapes counted as written. */
  public static final int MAX_MODEL_BYTES = 1024;

  /** How often the key may be duplicated. */
  public static final int MAX_MODELS = 64;

  private final RequestReader reader;
  private final JsonScanner scanner;

  /** Reads the model and what stands beside it. */
  public BodyScanner() {
    this(ReadPlan.MODEL);
  }

  /** Reads what the plan asks for. */
  public BodyScanner(ReadPlan plan) {
    reader = new RequestReader(plan);
    scanner = new JsonScanner(reader);
  }

  /** Begins with another body. */
  public void reset() {
    reader.reset();
    scanner.reset();
  }

  @Override
  public void feed(byte[] bytes, int offset, int length) {
    scanner.feed(bytes, offset, length);
  }

  @Override
  public void finish() {
    scanner.finish();
    ModelValue model = reader.model();
    if (error() == null && model.spans().count() == 0) {
      model.missing();
    }
  }

  @Override
  public ApiError error() {
    return scanner.error() != null ? scanner.error() : reader.error();
  }

  @Override
  public ModelSpans spans() {
    return reader.model().spans();
  }

  @Override
  public int position() {
    return scanner.position();
  }

  @Override
  public String model() {
    return reader.model().name();
  }

  @Override
  public RequestFeatures features() {
    return reader.features();
  }
}
