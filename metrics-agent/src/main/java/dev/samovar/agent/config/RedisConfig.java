package dev.samovar.agent.config;

import java.time.Duration;

/**
 * Where the store is and how long an answer may take.
 *
 * @param keyPrefix not empty; a filter may read only keys that begin with it
 * @param timeout deadline of one read, 1 ms to 60 s
 * @param cluster whether {@code uri} names nodes of a Redis Cluster
 * @param namespace not empty; begins every key that agents keep for themselves
 */
public record RedisConfig(
    SecretUri uri, String keyPrefix, Duration timeout, boolean cluster, String namespace) {
  public static final String DEFAULT_URI = "redis://127.0.0.1:16379";
  public static final String DEFAULT_KEY_PREFIX = "ai_metric:";
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(500);
  public static final String DEFAULT_NAMESPACE = "samovar:";

  public RedisConfig(SecretUri uri, String keyPrefix, Duration timeout, boolean cluster) {
    this(uri, keyPrefix, timeout, cluster, DEFAULT_NAMESPACE);
  }
}
