package dev.samovar.bench;

import dev.samovar.bench.Results.Row;
import dev.samovar.bench.Results.Sample;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Variants compared round by round, since turns of one round saw the same machine: the figures are
 * those of single rounds, and their median counts, never the quotient of two means.
 */
final class Comparison {

  private Comparison() {}

  /** What a variant adds to another, microseconds of CPU. */
  static Spread added(Row base, Row row) {
    return over(base, row, i -> cpu(row, i) - cpu(base, i));
  }

  /** What a variant adds to the base, measured by what another one adds to it. */
  static Spread addedRatio(Row base, Row row, Row peer) {
    int rounds = Math.min(peer.samples().size(), rounds(base, row));
    return over(rounds, i -> ratio(cpu(row, i) - cpu(base, i), cpu(peer, i) - cpu(base, i)));
  }

  /** What a variant adds to the base, measured by all that another one takes. */
  static Spread addedToTotal(Row base, Row row, Row peer) {
    int rounds = Math.min(peer.samples().size(), rounds(base, row));
    return over(rounds, i -> ratio(cpu(row, i) - cpu(base, i), cpu(peer, i)));
  }

  /** All that a variant takes, measured by all that another one takes. */
  static Spread total(Row row, Row peer) {
    return over(peer, row, i -> ratio(cpu(row, i), cpu(peer, i)));
  }

  /**
   * A quotient of costs; noise may make what a peer adds vanish: then it is infinite, or unknown
   * where ours vanishes too.
   */
  private static double ratio(double ours, double theirs) {
    if (theirs > 0) {
      return ours / theirs;
    }
    return ours > 0 ? Double.POSITIVE_INFINITY : Double.NaN;
  }

  private static Spread over(Row one, Row other, IntToDoubleFunction figure) {
    return over(rounds(one, other), figure);
  }

  private static Spread over(int rounds, IntToDoubleFunction figure) {
    double[] figures = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      figures[i] = figure.applyAsDouble(i);
    }
    return Spread.of(figures);
  }

  private static int rounds(Row one, Row other) {
    return Math.min(one.samples().size(), other.samples().size());
  }

  private static double cpu(Row row, int round) {
    List<Sample> samples = row.samples();
    return samples.get(round).cpuMicros();
  }
}
