package dev.samovar.agent.map;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * The formula of the scalar load of one endpoint: a weighted sum of signals.
 *
 * @param weights finite; a load is unknown when one of these signals is
 */
public record Load(Map<Signal, Double> weights) {
  /** Requests waiting plus running. */
  public static final Load DEFAULT = new Load(Map.of(Signal.WAITING, 1.0, Signal.RUNNING, 1.0));

  public Load {
    weights = Map.copyOf(weights);
  }

  public OptionalDouble of(Signals signals) {
    double sum = 0;
    for (Map.Entry<Signal, Double> weight : weights.entrySet()) {
      OptionalDouble value = signals.get(weight.getKey());
      if (value.isEmpty()) {
        return OptionalDouble.empty();
      }
      sum += weight.getValue() * value.getAsDouble();
    }
    return OptionalDouble.of(sum);
  }
}
