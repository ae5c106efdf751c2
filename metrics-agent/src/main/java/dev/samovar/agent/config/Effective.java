package dev.samovar.agent.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** The configuration in force as it may be shown: every setting, secrets masked. */
public final class Effective {
  private Effective() {}

  /** Texts by path, in the document's order. */
  public static Map<String, Object> of(AgentConfig config) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put(Setting.LISTEN.path(), config.listen().toString());
    config
        .redis()
        .ifPresentOrElse(
            redis -> {
              shown.put(Setting.REDIS_URI.path(), redis.uri().toString());
              shown.put(Setting.REDIS_KEY_PREFIX.path(), redis.keyPrefix());
              shown.put(Setting.REDIS_TIMEOUT.path(), Durations.format(redis.timeout()));
              shown.put(Setting.REDIS_CLUSTER.path(), redis.cluster());
            },
            () -> shown.put("redis", "none, memory only"));
    shown.put(Setting.SCRAPE_INTERVAL.path(), Durations.format(config.scrape().interval()));
    shown.put(Setting.SCRAPE_TIMEOUT.path(), Durations.format(config.scrape().timeout()));
    shown.put(
        "providers",
        config.providers().stream()
            .map(p -> p.name() + " (" + p.key() + ", " + p.engine() + ", " + p.targets() + ")")
            .toList()
            .toString());
    return shown;
  }
}
