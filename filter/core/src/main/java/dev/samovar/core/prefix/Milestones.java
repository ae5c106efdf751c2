package dev.samovar.core.prefix;

/**
 * The blocks of a prompt that are remembered: the first {@value #ALL} each, then of twice as many
 * each second, of four times as many each fourth, and so on. So a prefix is known to a sixteenth of
 * its length, and a long prompt costs the logarithm of its blocks.
 */
final class Milestones {
  private static final int ALL = 32;
  private static final int EACH = ALL / 2;

  /**
   * Of 8192 blocks, the most that a prompt is configured to have: what others tell must not count
   * for more, or one number of theirs would age all that an endpoint holds.
   */
  private static final int MOST_DOUBLINGS = 8;

  private Milestones() {}

  /** How many there are among so many blocks. */
  static int among(int blocks) {
    int doublings = 0;
    while (blocks >> doublings > ALL) {
      doublings++;
    }
    return doublings * EACH + (blocks >> doublings);
  }

  /** Blocks up to and with the n-th, from 0. */
  static int blocks(int n) {
    return n < ALL ? n + 1 : EACH + 1 + n % EACH << doublings(n);
  }

  /** How often the distance to the one before has doubled, from 0. */
  static int doublings(int n) {
    return n < ALL ? 0 : n / EACH - 1;
  }

  /**
   * Blocks from one to the next after so many doublings; 1 where there are more than {@value
   * #MOST_DOUBLINGS}.
   */
  static int distance(int doublings) {
    return doublings > MOST_DOUBLINGS ? 1 : 1 << doublings;
  }
}
