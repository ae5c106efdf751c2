package dev.samovar.hostsim;

import java.util.List;

/** Fails a test for the faults that a guest was found with, when the simulator is closed. */
public final class FaultError extends AssertionError {
  private final transient List<Fault> faults;

  FaultError(List<Fault> faults, String transcript) {
    super(describe(faults, transcript));
    this.faults = List.copyOf(faults);
  }

  /** All of them, in the order in which they were found. */
  public List<Fault> faults() {
    return faults;
  }

  private static String describe(List<Fault> faults, String transcript) {
    StringBuilder text = new StringBuilder();
    text.append(faults.size()).append(faults.size() == 1 ? " fault" : " faults");
    for (Fault fault : faults) {
      text.append("\n  ").append(fault);
    }
    return text.append("\n").append(transcript).toString();
  }
}
