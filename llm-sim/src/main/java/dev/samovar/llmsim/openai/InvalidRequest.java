package dev.samovar.llmsim.openai;

/** A request that an API refuses with 400; the message begins with the wrong field or the body. */
public final class InvalidRequest extends RuntimeException {
  private final String param;

  /**
   * @param param the field that is wrong, or {@code null} when it is the body as a whole
   */
  InvalidRequest(String param, String message) {
    super(message, null, false, false);
    this.param = param;
  }

  public String param() {
    return param;
  }
}
