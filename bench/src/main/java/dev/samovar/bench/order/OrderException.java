package dev.samovar.bench.order;

/** A comparison cannot be made; the message is fit for a user and begins with what is wrong. */
public final class OrderException extends RuntimeException {

  private static final long serialVersionUID = 1;

  OrderException(String message) {
    super(message);
  }

  OrderException(String message, Throwable cause) {
    super(message, cause);
  }
}
