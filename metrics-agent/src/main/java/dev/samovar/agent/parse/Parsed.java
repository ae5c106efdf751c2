package dev.samovar.agent.parse;

import java.util.List;

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
}
