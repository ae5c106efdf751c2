package dev.samovar.agent.map;

import java.util.List;

/**
 * How a signal is read from samples.
 *
 * @param any alternatives, the first one whose series are there wins
 * @param combine what several series mean together; counters behind rates and means are summed
 */
public record Rule(List<Source> any, Combine combine) {
  public Rule {
    any = List.copyOf(any);
  }

  /** What several series mean together. */
  public enum Combine {
    SUM,
    MAX
  }
}
