package dev.samovar.agent.store;

import dev.samovar.agent.metrics.AgentMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cached state of the store, as calls and pings last found it; logs each change once. */
public final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);
  private final AgentMetrics metrics;
  private volatile State state = new State(false, "redis: not asked yet");
  private boolean downLogged;

  /**
   * One state.
   *
   * @param reason why it is not up; empty while it is
   */
  public record State(boolean up, String reason) {}

  public Health(AgentMetrics metrics) {
    this.metrics = metrics;
  }

  public State state() {
    return state;
  }

  synchronized void up() {
    if (!state.up()) {
      state = new State(true, "");
      downLogged = false;
      metrics.storeUp(true);
      LOG.info("redis is up");
    }
  }

  synchronized void down(String reason) {
    state = new State(false, reason);
    metrics.storeUp(false);
    if (downLogged) {
      LOG.atDebug().addKeyValue("reason", reason).log("redis is still down");
    } else {
      downLogged = true;
      LOG.atWarn().addKeyValue("reason", reason).log("redis is down");
    }
  }
}
