package dev.samovar.core.json;

/** A text that is not JSON; the message begins with line and column, both counted from 1. */
public final class JsonException extends RuntimeException {
  public JsonException(String message) {
    super(message);
  }
}
