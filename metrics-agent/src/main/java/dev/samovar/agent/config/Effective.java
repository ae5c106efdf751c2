package dev.samovar.agent.config;

import dev.samovar.agent.map.Load;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

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
              shown.put("redis.namespace", redis.namespace());
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
    shown.put("load", load(config.load()));
    if (!config.engines().isEmpty()) {
      shown.put("engines", new TreeSet<>(config.engines().keySet()).toString());
    }
    shown.put("agents.id", config.agents().id());
    shown.put("agents.lease", Durations.format(config.agents().lease()));
    shown.put("exchange.token", config.exchange().token().map(Secret::toString).orElse("none"));
    shown.put("exchange.interval", Durations.format(config.exchange().interval()));
    config.exchange().tls().ifPresent(tls -> shown.put("exchange.tls", tls.toString()));
    config.eds().file().ifPresent(file -> shown.put("eds.file", file.toString()));
    config.eds().directory().ifPresent(d -> shown.put("eds.directory", d.toString()));
    config.eds().listen().ifPresent(listen -> shown.put("eds.listen", listen.toString()));
    config.eds().tls().ifPresent(tls -> shown.put("eds.tls", tls.toString()));
    shown.put("metadataCenter.enabled", config.metadataCenter().enabled());
    return shown;
  }

  private static String load(Load load) {
    Map<String, Double> weights = new TreeMap<>();
    load.weights().forEach((signal, weight) -> weights.put(signal.text(), weight));
    return weights.toString();
  }
}
