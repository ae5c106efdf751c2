package dev.samovar.core.fleet;

/**
 * How much slower than expected one endpoint shows its first token, as a factor: the average of
 * what was observed ÷ the average of what was expected.
 *
 * <p>So long prompts, which tell an endpoint's speed, weigh more than short ones, which tell how
 * busy it just was. Sample n weighs 1/n, at least {@value #LEAST_WEIGHT}: quick at first, steady
 * later. One sample counts as a factor from 1/{@value #MOST} to {@value #MOST}. Only requests
 * without a cached prefix should be told, because what is expected of the others hangs on a guess.
 * Source: the project's own simulation, where the average of logarithms is too far off after few
 * samples, and an endpoint that was once taken for slow is not corrected.
 */
public final class Slowness {
  private static final double LEAST_WEIGHT = 0.005;
  private static final double MOST = 20;

  /** So many samples are believed by half: those of one burst tell little of an endpoint. */
  private static final double HALF = 40;

  private double observed;
  private double expected;
  private double factor = 1;
  private int samples;

  /**
   * A first token came; NaN, zero and less are passed over.
   *
   * @param observed seconds from sending the request
   * @param expected seconds that an endpoint of ordinary speed would have taken
   */
  public void learn(double observed, double expected) {
    if (!(observed > 0 && expected > 0)) {
      return;
    }
    double least = expected / MOST;
    double most = expected * MOST;
    if (!(most <= Double.MAX_VALUE && least > 0)) {
      return;
    }
    if (samples < Integer.MAX_VALUE) {
      samples++;
    }
    double weight = Math.max(LEAST_WEIGHT, 1.0 / samples);
    this.observed += weight * (Math.max(least, Math.min(observed, most)) - this.observed);
    this.expected += weight * (expected - this.expected);
    factor = this.observed / this.expected;
  }

  /** Takes over what another one had learned. */
  public void restore(double factor, int samples) {
    this.factor = factor;
    this.samples = samples;
    observed = factor;
    expected = 1;
  }

  /** How many first tokens it learned from. */
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
