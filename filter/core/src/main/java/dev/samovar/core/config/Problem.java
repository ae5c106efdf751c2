package dev.samovar.core.config;

/**
 * Something wrong with a document.
 *
 * @param path where, as in {@code providers[1].name}
 * @param message what is wrong and what would be right
 * @param fatal true for an error, false for a warning
 */
public record Problem(String path, String message, boolean fatal) {
  @Override
  public String toString() {
    return path + ": " + message;
  }
}
