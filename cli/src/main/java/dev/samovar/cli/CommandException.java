package dev.samovar.cli;

/** A command cannot go on; the message is all that its user needs. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public CommandException(String message) {
    super(message);
  }
}
