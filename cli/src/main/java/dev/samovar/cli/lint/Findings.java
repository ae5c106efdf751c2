package dev.samovar.cli.lint;

import dev.samovar.cli.document.Place;
import java.util.ArrayList;
import java.util.List;

/** Findings in the order in which they were found, each once. */
final class Findings {
  private final List<Finding> all = new ArrayList<>();

  void error(String rule, Place place, String problem, String mend) {
    add(new Finding(true, rule, place, problem, mend));
  }

  void warning(String rule, Place place, String problem, String mend) {
    add(new Finding(false, rule, place, problem, mend));
  }

  private void add(Finding finding) {
    if (!all.contains(finding)) {
      all.add(finding);
    }
  }

  List<Finding> all() {
    return all;
  }
}
