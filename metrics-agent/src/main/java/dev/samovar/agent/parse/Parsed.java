package dev.samovar.agent.parse;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one answer held.
 *
 * @param samples of the wanted names, in the order of the text
 * @param malformed lines that are neither sample nor comment; for names that are not wanted only
 *     the name is looked at
 */
public record Parsed(List<Sample> samples, int malformed) {
  public Parsed {
    samples = List.copyOf(samples);
  }

  /**
   * How many of the samples are NaN, infinite, negative, or of a series that stood there before.
   */
  public int unusable() {
    record Series(String name, Map<String, String> labels) {}
    Set<Series> seen = new HashSet<>();
    int unusable = 0;
    for (Sample sample : samples) {
      boolean figure = Double.isFinite(sample.value()) && sample.value() >= 0;
      if (!seen.add(new Series(sample.name(), sample.labels())) || !figure) {
        unusable++;
      }
    }
    return unusable;
  }
}
