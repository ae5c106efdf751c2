package dev.samovar.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A figure taken from several rounds together, and how well it repeats: the same figure of a
 * thousand other runs, each of as many rounds drawn from those there are (the bootstrap). The draws
 * are the same in every run of the program.
 *
 * @param value of the rounds as they are; NaN where noise leaves none
 * @param lower a twentieth of the other runs lies below
 * @param upper a twentieth of them lies above
 * @param rounds it was taken from
 */
record Figure(double value, double lower, double upper, int rounds) {

  private static final int RUNS = 1000;
  private static final long SEED = 1;

  /** One turn of so many, or of as many as are left, is left out at either end. */
  private static final int LEFT_OUT_OF = 10;

  private static final int FEWEST_TO_LEAVE_OUT = 3;

  /**
   * Of at least one round.
   *
   * @param estimate of the rounds of these numbers, from 0, each as often as it comes
   */
  static Figure of(int rounds, ToDoubleFunction<int[]> estimate) {
    double value = estimate.applyAsDouble(IntStream.range(0, rounds).toArray());
    Random random = new Random(SEED);
    double[] others = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      others[i] = estimate.applyAsDouble(random.ints(rounds, 0, rounds).toArray());
    }
    return new Figure(value, Spread.quantile(0.05, others), Spread.quantile(0.95, others), rounds);
  }

  /**
   * The mean without the lowest and the highest tenth, rounded up, where there are at least three
   * figures: it uses most of what was measured, and no single turn that went wrong moves it.
   */
  static double trimmedMean(double... figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int out =
        sorted.length < FEWEST_TO_LEAVE_OUT ? 0 : (sorted.length + LEFT_OUT_OF - 1) / LEFT_OUT_OF;
    return Arrays.stream(sorted, out, sorted.length - out).average().orElse(Double.NaN);
  }

  boolean isKnown() {
    return !Double.isNaN(value);
  }

  /** Whether other runs would be found on both sides of it; of one round nobody knows. */
  boolean leavesOpen(double bound) {
    return rounds > 1 && lower <= bound && bound < upper;
  }

  /** The value, and of more than one round the spread, each in the given format. */
  String text(String format) {
    return rounds == 1
        ? String.format(Locale.ROOT, format, value)
        : String.format(
            Locale.ROOT, format + " (" + format + " to " + format + ")", value, lower, upper);
  }
}
