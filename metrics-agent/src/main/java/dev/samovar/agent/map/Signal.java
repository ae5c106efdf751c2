package dev.samovar.agent.map;

/** What the agent wants to know of an engine. */
public enum Signal {
  /** Requests that wait for the engine, at least 0. */
  WAITING,
  /** Requests that the engine works on, at least 0. */
  RUNNING
}
