package dev.samovar.cli.simulate.workload;

/** Poisson arrivals with bursts, by thinning; they end at a time. */
final class Arrivals {
  static final long NONE = Long.MAX_VALUE;

  private final Dice dice;
  private final Burst burst;
  private final double meanGap;
  private final long end;
  private double at;

  /**
   * @param perSecond mean rate
   * @param from microseconds, may be before 0
   * @param end microseconds
   */
  Arrivals(long seed, double perSecond, Burst burst, long from, long end) {
    at = from;
    dice = new Dice(seed);
    this.burst = burst;
    meanGap = 1e6 / (perSecond * burst.most());
    this.end = end;
  }

  /** The time of the next arrival, or {@link #NONE} at the end. */
  long next() {
    do {
      at += dice.exponential(meanGap);
    } while (at < end && dice.unit() * burst.most() > burst.at((long) at));
    return at < end ? (long) at : NONE;
  }
}
