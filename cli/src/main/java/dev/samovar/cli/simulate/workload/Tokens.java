package dev.samovar.cli.simulate.workload;

/**
 * A lognormal distribution of token counts.
 *
 * @param mean before it is cut
 * @param sigma deviation of the logarithm; 0 is always the mean, 1 a heavy tail
 * @param most where it is cut
 */
public record Tokens(double mean, double sigma, int most) {
  int clamp(double tokens) {
    return (int) Math.max(1, Math.min(most, Math.round(tokens)));
  }
}
