package dev.samovar.agent.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Settings given by flags and environment variables; a flag wins over a variable.
 *
 * @param values by setting
 * @param warnings variables that begin as ours do and mean nothing
 */
public record Overrides(Map<Setting, Value> values, List<String> warnings) {

  /**
   * One override.
   *
   * @param origin the flag or variable, for messages
   */
  public record Value(String origin, String text) {}

  public static final Overrides NONE = new Overrides(Map.of(), List.of());

  public Overrides {
    values = Map.copyOf(values);
    warnings = List.copyOf(warnings);
  }

  public static Overrides of(Map<Setting, String> flags, Map<String, String> environment) {
    Map<Setting, Value> values = new EnumMap<>(Setting.class);
    List<String> warnings = new ArrayList<>();
    environment.forEach(
        (name, text) -> {
          if (name.startsWith(Setting.ENVIRONMENT_PREFIX)) {
            Setting.ofVariable(name)
                .ifPresentOrElse(
                    s -> values.put(s, new Value(name, text)),
                    () -> warnings.add(name + ": unknown variable, ignored"));
          }
        });
    flags.forEach((s, text) -> values.put(s, new Value(s.flag(), text)));
    return new Overrides(values, warnings);
  }

  Optional<Value> get(Setting setting) {
    return Optional.ofNullable(values.get(setting));
  }

  /** A setting's text, from wherever it counts, read by a parser. */
  <T> Optional<T> scalar(Field field, Setting setting, Function<String, T> parser) {
    Optional<Value> override = get(setting);
    return override.isPresent()
        ? Field.parse(override.get().origin(), override.get().text(), parser, field.problems())
        : field.parsed(parser);
  }

  /** The same for a duration within bounds. */
  Optional<Duration> duration(Field field, Setting setting, long minMillis, long maxMillis) {
    return get(setting).isEmpty()
        ? field.duration(minMillis, maxMillis)
        : scalar(
            field, setting, text -> Texts.between(Durations.parse(text), minMillis, maxMillis));
  }
}
