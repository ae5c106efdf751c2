package dev.samovar.hostsim;

/**
 * One thing that the guest did wrong.
 *
 * @param kind which rule
 * @param message names the call, the context and the phase
 */
public record Fault(FaultKind kind, String message) {

  @Override
  public String toString() {
    return kind + ": " + message;
  }
}
