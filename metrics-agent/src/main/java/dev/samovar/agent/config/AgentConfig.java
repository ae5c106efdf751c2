package dev.samovar.agent.config;

import dev.samovar.agent.map.Engine;
import dev.samovar.agent.map.Load;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The whole configuration of one agent, checked.
 *
 * @param keyPrefix that every key read for a filter must begin with
 * @param redis empty when the agent keeps everything in its own memory
 * @param engines the user's own mappings, by name
 * @param load formula of the scalar load
 */
public record AgentConfig(
    HostPort listen,
    String keyPrefix,
    Optional<RedisConfig> redis,
    ScrapeConfig scrape,
    List<Provider> providers,
    Map<String, Engine> engines,
    Load load,
    FleetConfig agents,
    ExchangeConfig exchange,
    EdsConfig eds,
    MetadataCenterConfig metadataCenter) {
  public AgentConfig {
    providers = List.copyOf(providers);
    engines = Map.copyOf(engines);
  }

  /** Begins every key that agents keep for themselves. */
  public String namespace() {
    return redis.map(RedisConfig::namespace).orElse(RedisConfig.DEFAULT_NAMESPACE);
  }

  /** Every text that must never be shown. */
  public List<String> secrets() {
    Stream<Secret> headers =
        providers.stream()
            .flatMap(p -> p.targets().stream())
            .flatMap(t -> t.access().headers().values().stream())
            .filter(s -> s.toString().startsWith("env:"));
    return Stream.concat(
            redis.stream().flatMap(r -> r.uri().secrets().stream()),
            Stream.concat(headers, exchange.token().stream())
                .map(Secret::reveal)
                .flatMap(s -> Stream.of(s, s.substring(s.lastIndexOf(' ') + 1))))
        .distinct()
        .toList();
  }
}
