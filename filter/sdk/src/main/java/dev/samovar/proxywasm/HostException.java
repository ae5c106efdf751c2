package dev.samovar.proxywasm;

/**
 * A host call answered with a status that its caller cannot act on; the message begins with the
 * call.
 */
public final class HostException extends RuntimeException {
  private final Status status;

  /**
   * @param call name of the ABI function
   * @param status what the host answered
   */
  public HostException(String call, Status status) {
    super(call + ": " + status);
    this.status = status;
  }

  /** What the host answered. */
  public Status status() {
    return status;
  }
}
