package dev.samovar.agent.config;

import java.util.Map;
import java.util.Optional;

/**
 * How a target is asked for its metrics.
 *
 * @param tls present for https
 * @param path in place of the engine's own, beginning with a slash
 * @param headers sent with every request; those of a secret come from the environment
 */
public record Access(Optional<TlsConfig> tls, Optional<String> path, Map<String, Secret> headers) {
  public static final Access PLAIN = new Access(Optional.empty(), Optional.empty(), Map.of());

  public Access {
    headers = Map.copyOf(headers);
  }
}
