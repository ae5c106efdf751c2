package dev.samovar.agent.map;

import dev.samovar.agent.parse.Sample;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * One kind of inference engine.
 *
 * @param path where its metrics are, beginning with a slash
 */
public record Engine(String name, String path, Map<Signal, Rule> rules) {
  public Engine {
    rules = Map.copyOf(rules);
  }

  /** Every sample name that some rule reads. */
  public List<String> wantedNames() {
    return rules.values().stream().flatMap(rule -> rule.names().stream()).distinct().toList();
  }

  /**
   * The signals that the samples tell. NaN, infinite and negative samples are unknown; of samples
   * of the same series the last counts.
   */
  public Signals signals(List<Sample> samples) {
    Map<Signal, Double> known = new EnumMap<>(Signal.class);
    rules.forEach(
        (signal, rule) -> read(rule, samples).ifPresent(value -> known.put(signal, value)));
    return new Signals(known);
  }

  private static OptionalDouble read(Rule rule, List<Sample> samples) {
    for (String name : rule.names()) {
      Map<Map<String, String>, Double> series = new LinkedHashMap<>();
      for (Sample sample : samples) {
        if (sample.name().equals(name) && Double.isFinite(sample.value()) && sample.value() >= 0) {
          series.put(sample.labels(), sample.value());
        }
      }
      if (!series.isEmpty()) {
        return OptionalDouble.of(combine(rule.combine(), series.values()));
      }
    }
    return OptionalDouble.empty();
  }

  private static double combine(Rule.Combine combine, Collection<Double> values) {
    DoubleStream stream = values.stream().mapToDouble(Double::doubleValue);
    return switch (combine) {
      case SUM -> stream.sum();
      case MAX -> stream.max().orElseThrow();
    };
  }
}
