package dev.samovar.agent.config;

import java.util.List;

/**
 * One provider as the agent sees it.
 *
 * @param key the scalar load is written to {@code keyPrefix + key}; the name where none is given
 * @param targets what is scraped; empty leaves the key to whoever sets it
 */
public record Provider(String name, String key, String engine, List<Discovery> targets) {
  public static final String DEFAULT_ENGINE = "vllm";

  public Provider {
    targets = List.copyOf(targets);
  }
}
