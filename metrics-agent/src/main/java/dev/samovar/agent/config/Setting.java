package dev.samovar.agent.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The scalar settings that a flag or an environment variable may override, with their names. */
public enum Setting {
  LISTEN("listen"),
  REDIS_URI("redis.uri"),
  REDIS_KEY_PREFIX("redis.keyPrefix"),
  REDIS_TIMEOUT("redis.timeout"),
  REDIS_CLUSTER("redis.cluster"),
  SCRAPE_INTERVAL("scrape.interval"),
  SCRAPE_TIMEOUT("scrape.timeout");

  public static final String ENVIRONMENT_PREFIX = "SAMOVAR_AGENT_";
  private final String path;

  Setting(String path) {
    this.path = path;
  }

  /** The path in the file, such as {@code redis.keyPrefix}. */
  public String path() {
    return path;
  }

  /** The flag, such as {@code --redis-key-prefix}. */
  public String flag() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The environment variable, such as {@code SAMOVAR_AGENT_REDIS_KEY_PREFIX}. */
  public String variable() {
    return ENVIRONMENT_PREFIX + name();
  }

  static Optional<Setting> ofVariable(String variable) {
    return Arrays.stream(values()).filter(s -> s.variable().equals(variable)).findFirst();
  }
}
