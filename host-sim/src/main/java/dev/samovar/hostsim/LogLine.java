package dev.samovar.hostsim;

import dev.samovar.proxywasm.LogLevel;

/**
 * One line that the guest wrote ({@code proxy_log}, or standard output and error).
 *
 * @param level severity
 * @param message text, UTF-8
 */
public record LogLine(LogLevel level, String message) {

  @Override
  public String toString() {
    return "[" + level.name().toLowerCase(java.util.Locale.ROOT) + "] " + message;
  }
}
