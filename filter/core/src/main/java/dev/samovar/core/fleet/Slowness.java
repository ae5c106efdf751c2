package dev.samovar.core.fleet;

/**
 * How much slower than expected one endpoint shows its first token, as a factor: the average of
 * what was observed ÷ the average of what was expected.
 *
 * <p>So long prompts, which tell an endpoint's speed, weigh more than short ones, which tell how
 * busy it just was. First tokens that come within {@value #SPAN_MILLIS} ms are one sample, their
 * mean: those of a burst tell how busy all was, and as often as they come, of the endpoint no more
 * than one. Sample n weighs 1/n, at least {@value #LEAST_WEIGHT}: quick at first, steady later. One
 * first token counts as a factor from 1/{@value #MOST} to {@value #MOST}. Only requests without a
 * cached prefix should be told, because what is expected of the others hangs on a guess. Source:
 * the project's own simulation, where the average of logarithms is too far off after few samples,
 * and an endpoint that was once taken for slow is not corrected.
 */
public final class Slowness {
  private static final double LEAST_WEIGHT = 0.005;
  private static final double MOST = 20;

  private static final int SPAN_MILLIS = 250;

  /** So many samples are believed by half. */
  private static final double HALF = 40;

  private double observed;
  private double expected;
  private double factor = 1;
  private int samples;

  /** The sample that still grows: when it began, the averages before it, its sums and count. */
  private long since;

  private double observedBefore;
  private double expectedBefore;
  private double observedSum;
  private double expectedSum;
  private int count;

  /**
   * A first token came; NaN, zero and less are passed over.
   *
   * @param observed seconds from sending the request
   * @param expected seconds that an endpoint of ordinary speed would have taken
   * @param now milliseconds since 1970
   */
  public void learn(double observed, double expected, long now) {
    if (!(observed > 0 && expected > 0)) {
      return;
    }
    double least = expected / MOST;
    double most = expected * MOST;
    if (!(most <= Double.MAX_VALUE && least > 0)) {
      return;
    }
    if (count == 0 || now < since || now - since >= SPAN_MILLIS) {
      if (samples < Integer.MAX_VALUE) {
        samples++;
      }
      since = now;
      observedBefore = this.observed;
      expectedBefore = this.expected;
      observedSum = 0;
      expectedSum = 0;
      count = 0;
    }
    count++;
    observedSum += Math.max(least, Math.min(observed, most));
    expectedSum += expected;
    double weight = Math.max(LEAST_WEIGHT, 1.0 / samples);
    this.observed = observedBefore + weight * (observedSum / count - observedBefore);
    this.expected = expectedBefore + weight * (expectedSum / count - expectedBefore);
    factor = this.observed / this.expected;
  }

  /** Takes over what another one had learned. */
  public void restore(double factor, int samples) {
    this.factor = factor;
    this.samples = samples;
    observed = factor;
    expected = 1;
    count = 0;
  }

  /** How many samples it learned from. */
  public int samples() {
    return samples;
  }

  /** The factor, 1 before anything is learned. */
  public double factor() {
    return factor;
  }

  /** How far the factor is believed, 0 before anything is learned, nearing 1. */
  public double trust() {
    return samples / (samples + HALF);
  }
}
