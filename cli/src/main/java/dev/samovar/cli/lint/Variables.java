package dev.samovar.cli.lint;

/** The proxy's environment as far as a reader of files can know it. */
final class Variables {
  private Variables() {}

  /**
   * A value for every variable that a document may name; {@code null} for those that the filter
   * reads by names of its own, whose defaults then count.
   */
  static String get(String name) {
    return name.startsWith("METADATA_CENTER_") || name.startsWith("AIBRIX_") ? null : "set";
  }
}
