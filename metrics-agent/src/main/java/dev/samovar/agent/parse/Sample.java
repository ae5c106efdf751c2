package dev.samovar.agent.parse;

import java.util.Map;

/**
 * One sample of one series.
 *
 * @param name as on the wire, so with {@code _total} or {@code _bucket}
 * @param value any double, NaN and infinities included
 */
public record Sample(String name, Map<String, String> labels, double value) {
  public Sample {
    labels = Map.copyOf(labels);
  }
}
