package dev.samovar.agent.config;

import java.util.List;
import java.util.Map;

/**
 * One provider as the agent sees it.
 *
 * @param key the scalar load is written to {@code keyPrefix + key}; the name where none is given
 * @param targets what is scraped; empty leaves the key to whoever sets it
 * @param labels handed on to Envoy and to the filter
 */
public record Provider(
    String name, String key, String engine, List<TargetGroup> targets, Map<String, String> labels) {
  public static final String DEFAULT_ENGINE = "vllm";

  public Provider {
    targets = List.copyOf(targets);
    labels = Map.copyOf(labels);
  }
}
