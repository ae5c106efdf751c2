package dev.samovar.proxywasm;

/** Severity of a log line (ABI 0.2.1, {@code proxy_log_level_t}), least severe first. */
public enum LogLevel {
  TRACE(0),
  DEBUG(1),
  INFO(2),
  WARN(3),
  ERROR(4),
  CRITICAL(5);

  private static final LogLevel[] BY_WIRE = values();

  private final int wire;

  LogLevel(int wire) {
    this.wire = wire;
  }

  /** The ABI's number, 0 to 5. */
  public int wire() {
    return wire;
  }

  /** The level of an ABI number; a number out of range is the nearest level. */
  public static LogLevel of(int wire) {
    return BY_WIRE[Math.max(0, Math.min(wire, BY_WIRE.length - 1))];
  }
}
