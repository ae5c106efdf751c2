package dev.samovar.agent.config;

import java.util.List;
import java.util.Optional;

/**
 * The whole configuration of one agent, checked.
 *
 * @param redis empty when the agent keeps everything in its own memory
 */
public record AgentConfig(
    HostPort listen, Optional<RedisConfig> redis, ScrapeConfig scrape, List<Provider> providers) {
  public AgentConfig {
    providers = List.copyOf(providers);
  }

  /** The prefix that every key read for a filter must begin with. */
  public String keyPrefix() {
    return redis.map(RedisConfig::keyPrefix).orElse(RedisConfig.DEFAULT_KEY_PREFIX);
  }
}
