package dev.samovar.cli.simulate.scenario;

/**
 * What a scenario is to show.
 *
 * @param value what is compared
 * @param of the contestant
 * @param against the contestant whose value is the divisor, {@code null} where the value itself
 *     counts
 * @param bound of the 99th percentile of the time to the first token, seconds; for {@code
 *     sustained}
 * @param atLeast whether {@code limit} is a lower bound
 */
public record Target(
    Value value, String of, String against, double bound, double limit, boolean atLeast) {

  /** What can be compared. */
  public enum Value {
    TTFT_P50("ttft.p50"),
    TTFT_P90("ttft.p90"),
    TTFT_P99("ttft.p99"),
    E2E_P90("e2e.p90"),
    E2E_P99("e2e.p99"),
    HIT_RATE("hitRate"),
    LOST("lost"),
    SUSTAINED("sustained");

    private final String text;

    Value(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Whether a value meets it. */
  public boolean isMetBy(double value) {
    return atLeast ? value >= limit : value <= limit;
  }
}
