package dev.samovar.llmsim.metrics;

import dev.samovar.llmsim.engine.Meter;

/** Everything that one engine has done since it started; bucket bounds are vLLM's, in seconds. */
public final class Totals implements Meter {
  private static final double NANOS = 1e-9;

  final Histogram firstToken =
      new Histogram(
          0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20,
          40, 80, 160, 640, 2560);
  final Histogram interToken =
      new Histogram(
          0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40,
          80);
  long promptTokens;
  long generatedTokens;
  long prefixQueries;
  long prefixHits;

  @Override
  public void prefilled(int prompt, int cached) {
    promptTokens += prompt;
    prefixQueries += prompt;
    prefixHits += cached;
  }

  @Override
  public void firstToken(long nanos) {
    firstToken.observe(nanos * NANOS);
  }

  @Override
  public void generated() {
    generatedTokens++;
  }

  @Override
  public void interToken(long nanos) {
    interToken.observe(nanos * NANOS);
  }
}
