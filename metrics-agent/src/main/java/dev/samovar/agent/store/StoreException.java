package dev.samovar.agent.store;

/** Why the store gave no answer. The message begins with {@code redis:} and holds no secret. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What happened, as a metric label says it. */
  public enum Kind {
    /** No connection, or the connection broke. */
    UNAVAILABLE("unavailable"),
    /** No answer within the deadline. */
    TIMEOUT("timeout"),
    /** An error for an answer. */
    REFUSED("refused");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  private final Kind kind;

  public StoreException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
