package dev.samovar.filter;

import dev.samovar.envoy.EnvoyAdmin;
import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.EnvoyProcess;
import dev.samovar.envoy.Gateway;
import dev.samovar.envoy.HostPort;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An Envoy that serves, wherever it runs.
 *
 * @param listen where clients connect
 * @param stop ends it
 */
record RunningEnvoy(HostPort listen, EnvoyAdmin admin, Runnable stop) {
  static final Duration DEADLINE = Duration.ofSeconds(90);

  /** What starts one for a gateway, with its files in a directory. */
  @FunctionalInterface
  interface Starter {
    RunningEnvoy start(Gateway gateway, Path directory);
  }

  /**
   * The binary that {@code ./samovar} gets. One worker, so that what a request has seen the next
   * one sees too.
   */
  static RunningEnvoy binary(Gateway gateway, Path directory) {
    EnvoyProcess envoy = EnvoyProcess.start(EnvoyBinary.find(), gateway, directory, 1, DEADLINE);
    return new RunningEnvoy(envoy.listen(), envoy.admin(), envoy::close);
  }
}
