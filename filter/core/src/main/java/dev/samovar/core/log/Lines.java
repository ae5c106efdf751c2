package dev.samovar.core.log;

/** Texts by name: lines {@code name=value}, each with its end, behind an empty one. */
final class Lines {
  static final String NONE = "\n";

  private Lines() {}

  /** The lines with one more, unless they have that name or the value has lines itself. */
  static String with(String lines, String name, String value) {
    return value.indexOf('\n') >= 0 || value(lines, name) != null
        ? lines
        : lines + name + '=' + value + '\n';
  }

  /** The value of a name, or {@code null}. */
  static String value(String lines, String name) {
    String begin = '\n' + name + '=';
    int at = lines.indexOf(begin);
    int end = at < 0 ? -1 : lines.indexOf('\n', at + begin.length());
    return end < 0 ? null : lines.substring(at + begin.length(), end);
  }
}
