package dev.samovar.agent.config;

import dev.samovar.agent.map.Engine;
import dev.samovar.agent.map.Load;
import dev.samovar.agent.map.Mapping;
import dev.samovar.agent.map.Signal;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads what figures mean: mappings of engines' metrics, and the formula of the scalar load. */
final class MappingsReader {
  private MappingsReader() {}

  static Map<String, Engine> engines(Field field) {
    Map<String, Engine> own = new LinkedHashMap<>();
    if (!field.isAbsent() && !field.node().isObject()) {
      field.error("must be a map, is " + field.kind());
      return own;
    }
    Mapping mapping = new Mapping(field.problems()::error);
    field
        .node()
        .properties()
        .forEach(
            e ->
                own.put(
                    e.getKey(),
                    mapping.read(e.getKey(), field.at(e.getKey()).path(), e.getValue())));
    return own;
  }

  static Load load(Field field) {
    if (field.isAbsent()) {
      return Load.DEFAULT;
    }
    Map<Signal, Double> weights = new EnumMap<>(Signal.class);
    if (!field.node().isObject() || field.node().isEmpty()) {
      field.error("must be a map of signals and their weights, such as { waiting: 1 }");
    } else {
      field
          .node()
          .properties()
          .forEach(
              e -> {
                Field at = field.at(e.getKey());
                Optional<Signal> signal = Signal.of(e.getKey());
                if (signal.isEmpty()) {
                  at.error("must be one of: " + Mapping.allSignals());
                } else if (!e.getValue().isNumber()
                    || !Double.isFinite(e.getValue().doubleValue())) {
                  at.error("must be a number, is " + at.kind());
                } else {
                  weights.put(signal.get(), e.getValue().doubleValue());
                }
              });
    }
    return new Load(weights);
  }
}
