package dev.samovar.agent.config;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Texts of the configuration as what they mean. Each throws {@link IllegalArgumentException} with
 * what would be right.
 */
final class Texts {
  private Texts() {}

  static Duration between(Duration d, long minMillis, long maxMillis) {
    Duration min = Duration.ofMillis(minMillis);
    Duration max = Duration.ofMillis(maxMillis);
    if (d.compareTo(min) < 0 || d.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "must be between " + Durations.format(min) + " and " + Durations.format(max));
    }
    return d;
  }

  static HostPort target(String text) {
    HostPort address = HostPort.parse(text);
    if (address.port() == 0) {
      throw new IllegalArgumentException("port must be 1 to 65535");
    }
    return address;
  }

  static String notEmpty(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("must not be empty");
    }
    return text;
  }

  static String agentId(String text) {
    if (!text.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException("must be 1 to 64 letters, digits, dots, - or _");
    }
    return text;
  }

  static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  /** Names in the order in which messages list them. */
  static Set<String> set(String... names) {
    return new LinkedHashSet<>(List.of(names));
  }
}
