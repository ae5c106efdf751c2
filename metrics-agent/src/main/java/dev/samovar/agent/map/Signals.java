package dev.samovar.agent.map;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one scrape told.
 *
 * @param known a signal that is not in it is unknown
 */
public record Signals(Map<Signal, Double> known) {
  public Signals {
    known = Map.copyOf(known);
  }

  public OptionalDouble get(Signal signal) {
    Double value = known.get(signal);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Requests waiting plus running; unknown when either is. */
  public OptionalDouble load() {
    OptionalDouble waiting = get(Signal.WAITING);
    OptionalDouble running = get(Signal.RUNNING);
    return waiting.isPresent() && running.isPresent()
        ? OptionalDouble.of(waiting.getAsDouble() + running.getAsDouble())
        : OptionalDouble.empty();
  }
}
