package dev.samovar.agent.exchange;

/** A body that is no exchange; the message begins with what is wrong and is safe to answer. */
final class MalformedExchange extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedExchange(String message) {
    super(message, null, false, false);
  }
}
