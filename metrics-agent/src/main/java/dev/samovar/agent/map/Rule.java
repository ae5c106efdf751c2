package dev.samovar.agent.map;

import java.util.List;

/**
 * How a signal is read from samples.
 *
 * @param names alternatives, the first one present wins
 * @param combine what several series of that name mean together
 */
public record Rule(List<String> names, Combine combine) {
  public Rule {
    names = List.copyOf(names);
  }

  /** What several series mean together. */
  public enum Combine {
    SUM,
    MAX
  }
}
