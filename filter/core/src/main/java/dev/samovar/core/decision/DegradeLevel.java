package dev.samovar.core.decision;

/** How much a decision could rely on, best first. */
public enum DegradeLevel {
  /** Metrics not older than {@code freshFor}. */
  FRESH("fresh"),
  /** Metrics not older than {@code staleAfter}. */
  AGED("aged"),
  /** No usable metrics: what this proxy saw itself. */
  LOCAL("local"),
  /** Nothing known: the configured order. */
  STATIC("static"),
  /** An error inside the filter: the request goes on untouched. */
  PASS_THROUGH("pass-through");

  private final String word;

  DegradeLevel(String word) {
    this.word = word;
  }

  /** As it stands in logs and metric names. */
  public String word() {
    return word;
  }
}
