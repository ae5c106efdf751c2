package dev.samovar.bench.order;

import dev.samovar.cli.simulate.workload.Dice;

/**
 * Text for tokens: one word of three letters and a space for each, which are four bytes, as many as
 * engine and filter take for a token. The same identity and place give the same word.
 */
final class Words {
  private static final int LETTERS = 26;

  private Words() {}

  /** Tokens {@code from} to before {@code to} of what {@code identity} stands for. */
  static void append(StringBuilder out, long identity, int from, int to) {
    for (int i = from; i < to; i++) {
      long bits = Dice.seed(identity, i) >>> 1;
      for (int k = 0; k < 3; k++) {
        out.append((char) ('a' + bits % LETTERS));
        bits /= LETTERS;
      }
      out.append(' ');
    }
  }
}
