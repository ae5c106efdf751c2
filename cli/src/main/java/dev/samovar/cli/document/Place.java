package dev.samovar.cli.document;

/**
 * A place in a file.
 *
 * @param file as it was named
 * @param path in the file, as in {@code resources[0].name}; empty for the whole of it
 */
public record Place(String file, String path) {

  /** The place of a field below. */
  public Place at(String field) {
    boolean plain = !field.isEmpty() && field.matches("[A-Za-z0-9_@-]+");
    String step = plain ? (path.isEmpty() || path.endsWith(" ") ? "" : ".") + field : quoted(field);
    return new Place(file, path + step);
  }

  /** The place of an element of the list here. */
  public Place at(int index) {
    return new Place(file, path + "[" + index + "]");
  }

  private static String quoted(String field) {
    return "[\"" + field + "\"]";
  }

  @Override
  public String toString() {
    return path.isEmpty() ? file : file + ": " + path.strip();
  }
}
