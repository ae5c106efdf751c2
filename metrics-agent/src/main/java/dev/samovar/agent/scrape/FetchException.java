package dev.samovar.agent.scrape;

/** Why a scrape brought nothing. */
public final class FetchException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String result;

  /**
   * @param result one word for the metric: {@code timeout}, {@code unreachable}, {@code status},
   *     {@code content_type}, {@code too_large}, {@code no_signal}
   */
  public FetchException(String result, String message) {
    super(message, null, false, false);
    this.result = result;
  }

  public String result() {
    return result;
  }
}
