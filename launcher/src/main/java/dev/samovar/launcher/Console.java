package dev.samovar.launcher;

import java.io.PrintStream;

/**
 * Where the launcher speaks to the user: what goes well on one stream, what does not on another.
 */
final class Console {

  private final PrintStream out;
  private final PrintStream err;

  Console(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  static Console standard() {
    return new Console(System.out, System.err);
  }

  synchronized void say(String line) {
    out.println(line);
    out.flush();
  }

  synchronized void warn(String line) {
    err.println(line);
    err.flush();
  }
}
