package dev.samovar.agent.map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The engines that the agent knows, from {@code engines.yaml} beside this class. */
public final class Engines {
  private final Map<String, Engine> byName;

  private Engines(Map<String, Engine> byName) {
    this.byName = byName;
  }

  public static Engines builtIn() {
    try (InputStream in = Engines.class.getResourceAsStream("engines.yaml")) {
      JsonNode document = new ObjectMapper(new YAMLFactory()).readTree(in);
      Map<String, Engine> engines = new TreeMap<>();
      document.properties().forEach(e -> engines.put(e.getKey(), engine(e.getKey(), e.getValue())));
      return new Engines(engines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Engine engine(String name, JsonNode node) {
    Map<Signal, Rule> rules = new EnumMap<>(Signal.class);
    node.get("signals")
        .properties()
        .forEach(
            e ->
                rules.put(Signal.valueOf(e.getKey().toUpperCase(Locale.ROOT)), rule(e.getValue())));
    return new Engine(name, node.get("path").textValue(), rules);
  }

  private static Rule rule(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.get("names").forEach(name -> names.add(name.textValue()));
    String combine = node.get("combine").textValue().toUpperCase(Locale.ROOT);
    return new Rule(names, Rule.Combine.valueOf(combine));
  }

  public Set<String> names() {
    return byName.keySet();
  }

  /**
   * An engine by a name that the configuration's check let through.
   *
   * @throws IllegalArgumentException beginning with the name, when it is unknown
   */
  public Engine get(String name) {
    Engine engine = byName.get(name);
    if (engine == null) {
      throw new IllegalArgumentException(name + ": unknown engine, must be one of " + names());
    }
    return engine;
  }
}
