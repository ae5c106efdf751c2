package dev.samovar.agent.map;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Reads an engine from its data: {@code path}, {@code ranks}, {@code signals} (each a text, a list
 * of alternatives, or a map with {@code any} and {@code combine}), {@code loraRunning}, {@code
 * loraWaiting}. Every error is told with its path.
 */
public final class Mapping {
  private static final List<String> FIELDS =
      List.of("path", "ranks", "signals", "loraRunning", "loraWaiting");
  private final BiConsumer<String, String> errors;

  public Mapping(BiConsumer<String, String> errors) {
    this.errors = errors;
  }

  /**
   * Reads one engine; what is wrong is told and left out.
   *
   * @param at the node's own path
   */
  public Engine read(String name, String at, JsonNode node) {
    if (!node.isObject()) {
      errors.accept(at, "must be a map with path and signals");
      return new Engine(name, "/metrics", Map.of());
    }
    node.fieldNames()
        .forEachRemaining(
            field -> {
              if (!FIELDS.contains(field)) {
                errors.accept(at + "." + field, "must be one of: " + String.join(", ", FIELDS));
              }
            });
    String path = node.path("path").asText("/metrics");
    if (!path.matches("/[\\x21-\\x7e]*") || path.contains("#")) {
      errors.accept(at + ".path", "must begin with a slash and hold no spaces");
      path = "/metrics";
    }
    List<String> ranks = new ArrayList<>();
    node.path("ranks").forEach(rank -> ranks.add(rank.asText()));
    Map<Signal, Rule> rules = rules(at + ".signals", node.path("signals"));
    return new Engine(
        name,
        path,
        ranks,
        rules,
        names(at + ".loraRunning", node.path("loraRunning")),
        names(at + ".loraWaiting", node.path("loraWaiting")));
  }

  private Map<Signal, Rule> rules(String at, JsonNode node) {
    Map<Signal, Rule> rules = new EnumMap<>(Signal.class);
    if (!node.isObject() || node.isEmpty()) {
      errors.accept(at, "must be a map with at least one of: " + allSignals());
      return rules;
    }
    Map<String, JsonNode> byName = new LinkedHashMap<>();
    node.properties().forEach(e -> byName.put(e.getKey(), e.getValue()));
    byName.forEach(
        (name, value) -> {
          Optional<Signal> signal = Signal.of(name);
          if (signal.isEmpty()) {
            errors.accept(at + "." + name, "must be one of: " + allSignals());
          } else {
            rules.put(signal.get(), rule(at + "." + name, value));
          }
        });
    return rules;
  }

  private Rule rule(String at, JsonNode node) {
    JsonNode any = node.isObject() ? node.path("any") : node;
    List<Source> sources = new ArrayList<>();
    if (any.isTextual()) {
      source(at, any).ifPresent(sources::add);
    } else if (any.isArray() && !any.isEmpty()) {
      for (int i = 0; i < any.size(); i++) {
        source(at + "[" + i + "]", any.get(i)).ifPresent(sources::add);
      }
    } else {
      errors.accept(at, "must be a text, a list of texts, or a map with any and combine");
    }
    String combine = node.path("combine").asText("sum");
    if (!combine.equals("sum") && !combine.equals("max")) {
      errors.accept(at + ".combine", "must be sum or max");
      combine = "sum";
    }
    return new Rule(sources, Rule.Combine.valueOf(combine.toUpperCase(Locale.ROOT)));
  }

  private Optional<Source> names(String at, JsonNode node) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    Optional<Source> source = source(at, node);
    if (source.isPresent() && source.get().form() != Source.Form.NAMES) {
      errors.accept(at, "must be names(metric, label)");
    }
    return source;
  }

  private Optional<Source> source(String at, JsonNode node) {
    try {
      return Optional.of(Source.parse(node.asText()));
    } catch (IllegalArgumentException e) {
      errors.accept(at, "\"" + node.asText() + "\" " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Every signal's name, for messages. */
  public static String allSignals() {
    return String.join(", ", Stream.of(Signal.values()).map(Signal::text).toList());
  }
}
