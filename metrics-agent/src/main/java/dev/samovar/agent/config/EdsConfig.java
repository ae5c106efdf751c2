package dev.samovar.agent.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How Envoy is told the endpoints: by files, by gRPC, by both or not at all.
 *
 * @param file that Envoy watches, of the only provider with targets; absolute
 * @param directory of one such file a provider; absolute, never beside {@code file}
 * @param listen where the discovery service listens; loopback unless peers show certificates
 */
public record EdsConfig(
    Optional<Path> file,
    Optional<Path> directory,
    Optional<HostPort> listen,
    Optional<TlsConfig> tls) {
  public static final EdsConfig NONE =
      new EdsConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
