package dev.samovar.agent.config;

import java.time.Duration;
import java.util.Optional;

/**
 * The exchange with filters.
 *
 * @param token that a filter shows from anywhere but loopback; without one only loopback is served
 * @param interval after which a filter comes again, 50 ms to 10 s
 * @param tls with which the agent listens; empty for plain HTTP
 */
public record ExchangeConfig(Optional<Secret> token, Duration interval, Optional<TlsConfig> tls) {
  public static final Duration DEFAULT_INTERVAL = Duration.ofMillis(250);
}
