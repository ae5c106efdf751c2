package dev.samovar.bench;

import dev.samovar.bench.Results.Row;
import dev.samovar.bench.Results.Sample;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Variants compared round by round: the figures are those of single rounds, of which the middle
 * counts. A round whose peer was disturbed has a quotient far off, so this repeats worse than
 * {@link Comparison}; it stands beside it in the results.
 */
final class RoundMedians {

  private RoundMedians() {}

  /** What a variant adds to another, microseconds of CPU. */
  static Spread added(Row base, Row row) {
    return over(base, row, i -> cpu(row, i) - cpu(base, i));
  }

  /** What a variant adds to the base, measured by what another one adds to it. */
  static Spread addedRatio(Row base, Row row, Row peer) {
    int rounds = Math.min(peer.samples().size(), rounds(base, row));
    return over(
        rounds, i -> Comparison.ratio(cpu(row, i) - cpu(base, i), cpu(peer, i) - cpu(base, i)));
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
