package dev.samovar.agent.map;

import dev.samovar.agent.parse.Sample;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One kind of inference engine.
 *
 * @param path where its metrics are, beginning with a slash
 * @param ranks labels that number processes which all report the same work: of series that differ
 *     only in these, the lowest counts
 * @param loraRunning which series name the adapters with running requests; empty for none
 * @param loraWaiting which series name the adapters with waiting requests; empty for none
 */
public record Engine(
    String name,
    String path,
    List<String> ranks,
    Map<Signal, Rule> rules,
    Optional<Source> loraRunning,
    Optional<Source> loraWaiting) {
  public Engine {
    ranks = List.copyOf(ranks);
    rules = Map.copyOf(rules);
  }

  public Engine(String name, String path, Map<Signal, Rule> rules) {
    this(name, path, List.of(), rules, Optional.empty(), Optional.empty());
  }

  /** Every sample name that some rule reads. */
  public List<String> wantedNames() {
    return Stream.concat(
            rules.values().stream().flatMap(rule -> rule.any().stream()),
            Stream.concat(loraRunning.stream(), loraWaiting.stream()))
        .flatMap(source -> source.selectors().stream())
        .map(Selector::name)
        .distinct()
        .toList();
  }

  /** The signals of a first scrape: rates and means are unknown. */
  public Signals signals(List<Sample> samples) {
    return signals(samples, new History(), 0);
  }

  /**
   * The signals that the samples tell. NaN, infinite and negative samples are unknown; of samples
   * of the same series the last counts.
   *
   * @param history of this target; takes this scrape in
   * @param nanos when this scrape began
   */
  public Signals signals(List<Sample> samples, History history, long nanos) {
    Reading reading = new Reading(samples, ranks, history, nanos);
    Map<Signal, Double> known = new EnumMap<>(Signal.class);
    Map<Signal, String> used = new EnumMap<>(Signal.class);
    rules.forEach(
        (signal, rule) -> {
          for (Source source : rule.any()) {
            Optional<Double> value = reading.value(source, rule.combine());
            if (value.isPresent()) {
              if (signal.allows(value.get())) {
                known.put(signal, value.get());
              }
              if (rule.any().size() > 1) {
                used.put(signal, source.text());
              }
              return;
            }
          }
        });
    return new Signals(
        known,
        loraRunning.map(reading::names).orElse(List.of()),
        loraWaiting.map(reading::names).orElse(List.of()),
        used);
  }
}
