package dev.samovar.bench;

import dev.samovar.bench.Results.Row;
import dev.samovar.bench.Results.Sample;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Variants compared by the trimmed means of their turns. Costs are averaged before they are
 * subtracted and divided, because a quotient of two small differences of single rounds moves far
 * more than they do. The spread keeps turns of one round together: they saw the same machine.
 */
final class Comparison {

  private Comparison() {}

  /** What a variant takes, microseconds of CPU. */
  static Figure cpu(Row row) {
    return Figure.of(rounds(row), rounds -> mean(row, rounds));
  }

  /** What a variant adds to another, microseconds of CPU. */
  static Figure added(Row base, Row row) {
    return Figure.of(rounds(base, row), rounds -> mean(row, rounds) - mean(base, rounds));
  }

  /** What a variant adds to the base, measured by what another one adds to it. */
  static Figure addedRatio(Row base, Row row, Row peer) {
    return Figure.of(
        rounds(base, row, peer),
        rounds -> {
          double plain = mean(base, rounds);
          return ratio(mean(row, rounds) - plain, mean(peer, rounds) - plain);
        });
  }

  /** What a variant adds to the base, measured by all that another one takes. */
  static Figure addedToTotal(Row base, Row row, Row peer) {
    return Figure.of(
        rounds(base, row, peer),
        rounds -> ratio(mean(row, rounds) - mean(base, rounds), mean(peer, rounds)));
  }

  /** All that a variant takes, measured by all that another one takes. */
  static Figure total(Row row, Row peer) {
    return Figure.of(rounds(row, peer), rounds -> ratio(mean(row, rounds), mean(peer, rounds)));
  }

  /**
   * A quotient of costs; noise may make what a peer adds vanish: then it is infinite, or unknown
   * where ours vanishes too.
   */
  static double ratio(double ours, double theirs) {
    if (theirs > 0) {
      return ours / theirs;
    }
    return ours > 0 ? Double.POSITIVE_INFINITY : Double.NaN;
  }

  private static double mean(Row row, int[] rounds) {
    return Figure.trimmedMean(
        Arrays.stream(rounds)
            .mapToObj(row.samples()::get)
            .mapToDouble(Sample::cpuMicros)
            .toArray());
  }

  /** How many rounds all of them have. */
  private static int rounds(Row... rows) {
    return Stream.of(rows).mapToInt(row -> row.samples().size()).min().orElse(0);
  }
}
