package dev.samovar.agent.discover;

import dev.samovar.agent.config.HostPort;
import java.util.Map;

/** One address that was found, with what is said about it. */
public record Found(HostPort address, Map<String, String> labels) {
  public Found {
    labels = Map.copyOf(labels);
  }
}
