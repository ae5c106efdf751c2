package dev.samovar.core.policy;

/**
 * One way of choosing: gives every candidate a cost.
 *
 * <p>A policy may keep state of its own (a cursor, room for figures); one object serves one worker.
 * The order of the candidates changes no cost. Costs are taken from zero rather than negated: the
 * compiled module negates so, and gives 0 where the JVM gives -0.
 */
public interface Policy {
  /**
   * Sets the cost of each candidate, lower for better, {@code POSITIVE_INFINITY} for a last resort,
   * never NaN.
   *
   * @return how far above the least cost a candidate may be and still count as equally good: the
   *     choice among those is even. Negative where nothing is drawn: among equals the first
   *     candidate is chosen
   */
  double score(Candidates among, Demand demand, Draw draw);

  /**
   * Seconds to the first token that it expects of a candidate, were that one of ordinary speed;
   * after {@link #score}. NaN where the policy does not say, or where the answer says little of
   * speed because much of the prompt is thought to be cached there.
   *
   * @param i index of the candidate
   */
  default double expectedSeconds(Candidates among, int i, Demand demand) {
    return Double.NaN;
  }

  /**
   * What it remembered of a candidate when it scored them last: turns since its last one.
   *
   * @param i index of the candidate
   */
  default int turns(Candidates among, int i) {
    return 0;
  }

  /**
   * Goes on as if this one had counted the turns so far; for decisions that are made again.
   *
   * @param known at twice an endpoint's number + 1, the turns since its last one
   */
  default void resume(int[] known) {}

  /**
   * Writes the parts of one candidate's cost, after {@link #score}; for explanations only.
   *
   * @param i index of the candidate
   */
  default void explain(Candidates among, int i, Demand demand, Terms out) {}
}
