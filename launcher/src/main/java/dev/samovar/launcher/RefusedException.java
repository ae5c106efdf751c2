package dev.samovar.launcher;

/** A failure whose message says all there is to know: no log adds to it. */
final class RefusedException extends LauncherException {

  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
