package dev.samovar.cli.lint;

import dev.samovar.cli.document.Place;

/**
 * Something in the files that does not meet.
 *
 * @param fatal an error, else a warning
 * @param rule its short name, the same for ever
 * @param problem what is wrong; never holds a secret
 * @param mend what would be right
 */
public record Finding(boolean fatal, String rule, Place place, String problem, String mend) {

  /** {@code error} or {@code warning}. */
  public String level() {
    return fatal ? "error" : "warning";
  }

  @Override
  public String toString() {
    return place
        + ": "
        + (fatal ? "" : "warning: ")
        + problem
        + (mend.isEmpty() ? "" : "; " + mend)
        + " ["
        + rule
        + "]";
  }
}
