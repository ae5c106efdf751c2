package dev.samovar.hostsim;

/** Something that the simulated proxy refused; one subclass a phase. */
public class HostSimException extends RuntimeException {

  /** The message begins with the name or path that is wrong. */
  public HostSimException(String message) {
    super(message);
  }

  /** The message begins with the name or path that is wrong. */
  public HostSimException(String message, Throwable cause) {
    super(message, cause);
  }
}
