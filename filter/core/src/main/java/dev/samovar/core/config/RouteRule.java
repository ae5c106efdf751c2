package dev.samovar.core.config;

import java.util.List;

/**
 * Which targets a model's requests have, under conditions that all must hold.
 *
 * @param headers all must match; none is no condition
 * @param tenant the tenant that it is for, or {@code null} for any
 * @param promptTokensFrom smallest prompt, in tokens
 * @param promptTokensBelow first size that is too large, in tokens; {@link Integer#MAX_VALUE} for
 *     none
 * @param targets in configured order, at least one, of which at least one has a weight
 * @param splitBy what draws one target by weight before the policy chooses, or {@link Split#NONE}
 */
public record RouteRule(
    List<HeaderMatch> headers,
    String tenant,
    int promptTokensFrom,
    int promptTokensBelow,
    List<RouteTarget> targets,
    Split splitBy) {

  /** What draws a target by weight. */
  public enum Split {
    /** Nothing: the policy chooses among the endpoints of all targets. */
    NONE,
    /** A random number for each request. */
    RANDOM,
    /** A hash of the user. */
    USER,
    /** A hash of the session. */
    SESSION
  }

  /** True where every request of the model falls under the rule. */
  public boolean isUnconditional() {
    return headers.isEmpty()
        && tenant == null
        && promptTokensFrom == 0
        && promptTokensBelow == Integer.MAX_VALUE;
  }

  /**
   * Index of the target that the bits draw.
   *
   * <p>The bits, mixed, are a point of a line that the weights of the first priority divide in
   * configured order, so equal bits fall on the same point for ever. A target that grows at the
   * cost of its neighbour takes over points of the neighbour and gives none back: with a canary
   * before the stable target, steps of 5, 25, 50 and 100 % only ever move users to the canary.
   *
   * @param bits a hash of the user or session, or a random number
   */
  public int draw(long bits) {
    int first = Integer.MAX_VALUE;
    for (int i = 0; i < targets.size(); i++) {
      first = targets.get(i).weight() > 0 ? Math.min(first, targets.get(i).priority()) : first;
    }
    long sum = 0;
    int last = 0;
    for (int i = 0; i < targets.size(); i++) {
      if (shares(i, first)) {
        sum += targets.get(i).weight();
        last = i;
      }
    }
    // The finaliser of MurmurHash3; a hash whose high bits are poor is none the worse.
    long z = (bits ^ bits >>> 33) * 0xFF51AFD7ED558CCDL;
    z = (z ^ z >>> 33) * 0xC4CEB9FE1A85EC53L;
    double point = (z >>> 11) * 0x1p-53 * sum;
    long end = 0;
    for (int i = 0; i < last; i++) {
      end += shares(i, first) ? targets.get(i).weight() : 0;
      if (point < end) {
        return i;
      }
    }
    return last;
  }

  private boolean shares(int i, int priority) {
    return targets.get(i).weight() > 0 && targets.get(i).priority() == priority;
  }
}
