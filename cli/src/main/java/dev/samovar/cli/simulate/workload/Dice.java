package dev.samovar.cli.simulate.workload;

import dev.samovar.core.policy.Draw;

/** Random numbers of the distributions that workloads are made of. */
public final class Dice {
  private final Draw draw = new Draw();
  private double spare = Double.NaN;

  public Dice(long seed) {
    draw.seed(seed);
    draw.next();
  }

  /** A seed of its own for {@code part} of what {@code seed} stands for. */
  public static long seed(long seed, long part) {
    Draw mix = new Draw();
    mix.seed(seed * 0x9E3779B97F4A7C15L + part);
    mix.next();
    return mix.next();
  }

  /** Evenly from 0 to below 1. */
  public double unit() {
    return draw.unit();
  }

  /** Any bits. */
  public long bits() {
    return draw.next();
  }

  /** Exponential with that mean. */
  public double exponential(double mean) {
    return -mean * Math.log(1 - unit());
  }

  /** Normal with mean 0 and deviation 1, by Box and Muller. */
  public double normal() {
    if (spare == spare) {
      double kept = spare;
      spare = Double.NaN;
      return kept;
    }
    double radius = Math.sqrt(-2 * Math.log(1 - unit()));
    double angle = 2 * Math.PI * unit();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** 1, 2, … with that mean, at least 1. */
  public int geometric(double mean) {
    if (mean <= 1) {
      return 1;
    }
    return 1 + (int) (Math.log(1 - unit()) / Math.log(1 - 1 / mean));
  }

  /** A number of tokens. */
  public int tokens(Tokens of) {
    if (of.sigma() == 0) {
      return of.clamp(of.mean());
    }
    double median = of.mean() * Math.exp(-of.sigma() * of.sigma() / 2);
    return of.clamp(median * Math.exp(of.sigma() * normal()));
  }
}
