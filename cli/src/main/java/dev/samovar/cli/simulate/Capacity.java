package dev.samovar.cli.simulate;

import dev.samovar.cli.simulate.gateway.Contestant;
import dev.samovar.cli.simulate.workload.WorkloadModel;

/**
 * The highest rate at which a contestant holds a bound of the 99th percentile of the time to the
 * first token without losing requests, found by halving.
 *
 * @param tolerance relative width at which the search ends
 */
public record Capacity(
    Fleet fleet, WorkloadModel workload, long seed, long warmup, long end, double tolerance) {
  private static final int MOST_DOUBLINGS = 24;

  /** With more requests under way than this it is lost anyway. */
  private static final int MOST_OPEN_PER_SLOT = 3;

  /** Requests a second; 0 where even a thousandth of one is too much. */
  public double sustained(Contestant contestant, double boundSeconds) {
    double low = 0;
    double high = fleet.size();
    for (int i = 0; i < MOST_DOUBLINGS && holds(contestant, high, boundSeconds); i++) {
      low = high;
      high *= 2;
    }
    while (high - low > tolerance * high && high > 1e-3) {
      double middle = (low + high) / 2;
      if (holds(contestant, middle, boundSeconds)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean holds(Contestant contestant, double rate, double boundSeconds) {
    Simulation simulation =
        new Simulation(fleet, contestant, workload.begin(seed, rate, end), seed, warmup, end);
    Outcome outcome = simulation.run(MOST_OPEN_PER_SLOT * fleet.engine().slots() * fleet.size());
    return outcome != null && outcome.lost() == 0 && !(outcome.ttft().p99() > boundSeconds);
  }
}
