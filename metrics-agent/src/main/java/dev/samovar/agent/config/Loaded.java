package dev.samovar.agent.config;

import java.util.List;

/**
 * A configuration that can be used, with what was odd about it.
 *
 * @param warnings each beginning with its path
 */
public record Loaded(AgentConfig config, List<String> warnings) {
  public Loaded {
    warnings = List.copyOf(warnings);
  }
}
