package dev.samovar.agent.map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
    Mapping mapping =
        new Mapping(
            (path, error) -> {
              throw new IllegalStateException("engines.yaml: " + path + ": " + error);
            });
    try (InputStream in = Engines.class.getResourceAsStream("engines.yaml")) {
      JsonNode document = new ObjectMapper(new YAMLFactory()).readTree(in);
      Map<String, Engine> engines = new TreeMap<>();
      document
          .properties()
          .forEach(
              e -> engines.put(e.getKey(), mapping.read(e.getKey(), e.getKey(), e.getValue())));
      return new Engines(engines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** These and a user's own, which win. */
  public Engines with(Map<String, Engine> own) {
    Map<String, Engine> all = new TreeMap<>(byName);
    all.putAll(own);
    return new Engines(all);
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
