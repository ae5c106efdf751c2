package dev.samovar.launcher;

/** Something a user can mend; the message is what he is shown, one line or a few. */
sealed class LauncherException extends RuntimeException permits RefusedException {

  private static final long serialVersionUID = 1L;

  LauncherException(String message) {
    super(message);
  }

  LauncherException(String message, Throwable cause) {
    super(message, cause);
  }
}
