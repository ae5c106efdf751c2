package dev.samovar.agent.config;

import java.time.Duration;

/**
 * How several agents on one Redis share the work.
 *
 * @param id names this agent among them; unique
 * @param lease an agent that has not been seen for this long is taken for dead, 200 ms to 1 min
 */
public record FleetConfig(String id, Duration lease) {
  public static final Duration DEFAULT_LEASE = Duration.ofSeconds(2);
}
