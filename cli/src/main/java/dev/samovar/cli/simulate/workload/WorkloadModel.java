package dev.samovar.cli.simulate.workload;

/** A workload without its rate. */
public sealed interface WorkloadModel permits Chat, Independent, Trace {
  /**
   * Begins it.
   *
   * @param requestsPerSecond mean rate
   * @param end microseconds after which nothing new comes
   */
  Workload begin(long seed, double requestsPerSecond, long end);

  /** The longest that prompt and answer can be together, tokens. */
  int mostTokens();

  /** The rate that it has of its own, requests a second; NaN where it takes any. */
  default double ownRate() {
    return Double.NaN;
  }
}
