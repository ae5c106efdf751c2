package dev.samovar.agent.map;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one scrape told.
 *
 * @param known a signal that is not in it is unknown
 * @param loraRunning adapters with running requests, or empty when the engine does not tell
 * @param loraWaiting adapters with waiting requests
 * @param used which alternative told a signal, only where the engine's mapping has several
 */
public record Signals(
    Map<Signal, Double> known,
    List<String> loraRunning,
    List<String> loraWaiting,
    Map<Signal, String> used) {
  public Signals {
    known = Map.copyOf(known);
    loraRunning = List.copyOf(loraRunning);
    loraWaiting = List.copyOf(loraWaiting);
    used = Map.copyOf(used);
  }

  public Signals(Map<Signal, Double> known) {
    this(known, List.of(), List.of(), Map.of());
  }

  public OptionalDouble get(Signal signal) {
    Double value = known.get(signal);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Whether the engine told nothing that is known; a rate that is only due counts as told. */
  public boolean isEmpty() {
    return known.isEmpty() && used.isEmpty() && loraRunning.isEmpty() && loraWaiting.isEmpty();
  }

  /** Requests waiting plus running; unknown when either is. */
  public OptionalDouble load() {
    return Load.DEFAULT.of(this);
  }
}
