package dev.samovar.bench;

/** A measurement cannot be made; the message is fit for a user and begins with what is wrong. */
final class BenchException extends RuntimeException {

  private static final long serialVersionUID = 1;

  BenchException(String message) {
    super(message);
  }

  BenchException(String message, Throwable cause) {
    super(message, cause);
  }
}
