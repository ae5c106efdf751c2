package dev.samovar.agent.log;

/** How a log line looks. */
public enum Format {
  JSON,
  TEXT
}
