package dev.samovar.hostsim;

import java.util.List;

/**
 * A filter that refused to start or refused its configuration; what it logged is in the message.
 */
public final class StartException extends HostSimException {
  private final transient List<LogLine> logs;

  private final boolean trap;

  StartException(String message, List<LogLine> logs, TrapException cause) {
    super(describe(message, logs), cause);
    this.logs = List.copyOf(logs);
    this.trap = cause != null;
  }

  /** Whether it did not refuse but trap. */
  public boolean isTrap() {
    return trap;
  }

  /** What the filter had logged until then. */
  public List<LogLine> logs() {
    return logs;
  }

  private static String describe(String message, List<LogLine> logs) {
    StringBuilder text = new StringBuilder(message);
    for (LogLine line : logs) {
      text.append("\n  ").append(line);
    }
    return text.toString();
  }
}
