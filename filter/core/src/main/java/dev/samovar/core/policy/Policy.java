package dev.samovar.core.policy;

/**
 * One way of choosing: gives every candidate a cost.
 *
 * <p>A policy may keep state of its own (a cursor, an index); one object serves one worker.
 */
public interface Policy {
  /**
   * Sets the cost of each candidate, lower for better.
   *
   * @return how far above the least cost a candidate may be and still count as equally good; the
   *     choice among those is even
   */
  double score(Candidates among, Demand demand, Draw draw);

  /**
   * Writes the parts of one candidate's cost, after {@link #score}; for explanations only.
   *
   * @param i index of the candidate
   */
  default void explain(Candidates among, int i, Demand demand, Terms out) {}
}
