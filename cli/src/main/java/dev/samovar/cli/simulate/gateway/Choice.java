package dev.samovar.cli.simulate.gateway;

/** The ranked replicas of one request, the best first, and which of them it is at. */
public final class Choice {
  final int[] replicas;
  final int[] uncached;
  final double[] expected;
  int count;
  private int place;

  /**
   * @param most replicas that are wanted, at least 1
   */
  public Choice(int most) {
    replicas = new int[most];
    uncached = new int[most];
    expected = new double[most];
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** The replica that it is at. */
  public int replica() {
    return replicas[place];
  }

  /** Goes on to the next one; false where there is none. */
  public boolean next() {
    if (place + 1 >= count) {
      return false;
    }
    place++;
    return true;
  }

  /** Prompt tokens that the replica is thought to have to compute. */
  int uncached() {
    return uncached[place];
  }

  /** Seconds to the first token that were expected, NaN where nothing was. */
  double expected() {
    return expected[place];
  }
}
