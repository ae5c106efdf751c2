package dev.samovar.agent.config;

/** A text that only {@link #reveal()} shows. */
public final class Secret {
  private final String text;
  private final String origin;

  private Secret(String text, String origin) {
    this.text = text;
    this.origin = origin;
  }

  /**
   * A secret.
   *
   * @param origin where it came from, such as {@code env:TOKEN}; this is what is shown
   */
  public static Secret of(String text, String origin) {
    return new Secret(text, origin);
  }

  /** The text itself; for the wire only. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return origin;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret o && text.equals(o.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }
}
