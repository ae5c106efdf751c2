package dev.samovar.cli.simulate.workload;

/**
 * Times of more arrivals than usual, evenly spaced; the mean rate stays what was asked.
 *
 * @param everyMicros from the begin of one burst to the next; 0 for none
 * @param lastsMicros of one burst
 * @param factor how many times the rate between bursts
 */
public record Burst(long everyMicros, long lastsMicros, double factor) {
  /** Arrivals come evenly. */
  public static final Burst NONE = new Burst(0, 0, 1);

  /** The rate at that time over the mean rate. */
  double at(long micros) {
    if (everyMicros == 0) {
      return 1;
    }
    double share = (double) lastsMicros / everyMicros;
    double between = 1 / (1 - share + share * factor);
    return Math.floorMod(micros, everyMicros) < lastsMicros ? between * factor : between;
  }

  double most() {
    return everyMicros == 0 ? 1 : Math.max(at(0), at(lastsMicros));
  }
}
