package dev.samovar.hostsim;

/** A guest that left a callback by a trap; its VM is dead from then on. */
public final class TrapException extends HostSimException {

  /** The message begins with the callback. */
  public TrapException(String message, Throwable cause) {
    super(message, cause);
  }
}
