package dev.samovar.agent.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How Envoy is told the endpoints: by a file, by gRPC, by both or not at all.
 *
 * @param file that Envoy watches, absolute
 * @param listen where the discovery service listens; loopback unless peers show certificates
 */
public record EdsConfig(Optional<Path> file, Optional<HostPort> listen, Optional<TlsConfig> tls) {
  public static final EdsConfig NONE =
      new EdsConfig(Optional.empty(), Optional.empty(), Optional.empty());
}
