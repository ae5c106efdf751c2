package dev.samovar.core.config;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of reading a document.
 *
 * @param configuration {@code null} where there is an error
 * @param problems errors and warnings, in the order in which they were found
 */
public record ReadResult(Configuration configuration, List<Problem> problems) {

  /** The problems that refuse the document. */
  public List<Problem> errors() {
    return only(true);
  }

  /** The problems that do not. */
  public List<Problem> warnings() {
    return only(false);
  }

  private List<Problem> only(boolean fatal) {
    List<Problem> out = new ArrayList<>();
    for (Problem problem : problems) {
      if (problem.fatal() == fatal) {
        out.add(problem);
      }
    }
    return out;
  }
}
