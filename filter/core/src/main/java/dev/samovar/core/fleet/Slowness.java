package dev.samovar.core.fleet;

import dev.samovar.core.text.Logarithm;

/**
 * How much slower than expected one endpoint shows its first token: the exponential average of
 * ln(observed ÷ expected), as a factor.
 *
 * <p>Sample n weighs 1/n, at least {@value #LEAST_WEIGHT}: quick at first, steady later. One sample
 * counts as a factor from 1/{@value #MOST} to {@value #MOST}. Only requests without a cached prefix
 * should be told, because what is expected of the others hangs on a guess. Source: the reference
 * policy of expected-wait.
 */
public final class Slowness {
  private static final double LEAST_WEIGHT = 0.005;
  private static final double MOST = 20;

  /** Fewer samples say nothing yet. */
  private static final int ENOUGH = 3;

  private double logarithm;
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
    double sample = Math.max(1 / MOST, Math.min(observed / expected, MOST));
    if (sample != sample) {
      return;
    }
    if (samples < Integer.MAX_VALUE) {
      samples++;
    }
    logarithm += Math.max(LEAST_WEIGHT, 1.0 / samples) * (Logarithm.of(sample) - logarithm);
    factor = Logarithm.power(logarithm);
  }

  /** The factor, 1 before anything is learned. */
  public double factor() {
    return factor;
  }

  /** Whether enough was seen to believe the factor. */
  public boolean isKnown() {
    return samples >= ENOUGH;
  }
}
