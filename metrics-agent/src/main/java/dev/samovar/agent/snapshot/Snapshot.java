package dev.samovar.agent.snapshot;

import java.util.List;

/**
 * All endpoints at one moment.
 *
 * @param revision grows with every change
 * @param agent that made it
 * @param generatedAtMillis in milliseconds since 1970
 * @param generatedAtNanos the same by this agent's clock
 */
public record Snapshot(
    long revision,
    String agent,
    long generatedAtMillis,
    long generatedAtNanos,
    List<EndpointState> endpoints) {
  public Snapshot {
    endpoints = List.copyOf(endpoints);
  }

  /** Names this snapshot among all of all agents. */
  public String id() {
    return agent + ":" + revision;
  }
}
