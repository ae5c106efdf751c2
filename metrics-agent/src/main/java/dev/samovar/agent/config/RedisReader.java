package dev.samovar.agent.config;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads where the store is; a flag or variable of its URI is enough to have one. */
final class RedisReader {
  private static final Set<String> REDIS =
      Texts.set("uri", "keyPrefix", "timeout", "cluster", "namespace");

  private final Overrides overrides;
  private final UriCheck uriCheck;

  RedisReader(Overrides overrides, UriCheck uriCheck) {
    this.overrides = overrides;
    this.uriCheck = uriCheck;
  }

  /**
   * The store of a document.
   *
   * @param root of the document
   */
  Optional<RedisConfig> read(Field root) {
    Field redis = root.at("redis");
    boolean named = redis.isMapOf(REDIS) || overrides.get(Setting.REDIS_URI).isPresent();
    boolean cluster = cluster(redis.at("cluster"));
    Optional<SecretUri> uri = uri(redis.at("uri"), cluster);
    Optional<String> prefix =
        overrides.scalar(keyPrefix(root), Setting.REDIS_KEY_PREFIX, Texts::notEmpty);
    Optional<Duration> timeout =
        overrides.duration(redis.at("timeout"), Setting.REDIS_TIMEOUT, 1, 60_000);
    Optional<String> namespace = redis.at("namespace").parsed(Texts::notEmpty);
    return named
        ? Optional.of(
            new RedisConfig(
                uri.orElse(SecretUri.of(RedisConfig.DEFAULT_URI)),
                prefix.orElse(RedisConfig.DEFAULT_KEY_PREFIX),
                timeout.orElse(RedisConfig.DEFAULT_TIMEOUT),
                cluster,
                namespace.orElse(RedisConfig.DEFAULT_NAMESPACE)))
        : Optional.empty();
  }

  /** The filter's own spellings go before the block's, as in the filter. */
  static Field keyPrefix(Field root) {
    return Stream.of(root.at("keyPrefix"), root.at("redisKeyPrefix"))
        .filter(field -> !field.isAbsent())
        .findFirst()
        .orElse(root.at("redis").at("keyPrefix"));
  }

  private boolean cluster(Field field) {
    Optional<Overrides.Value> override = overrides.get(Setting.REDIS_CLUSTER);
    if (override.isPresent()) {
      Overrides.Value v = override.get();
      return Field.parse(v.origin(), v.text(), Texts::bool, field.problems()).orElse(false);
    }
    return field.bool().orElse(false);
  }

  private Optional<SecretUri> uri(Field field, boolean cluster) {
    Optional<Overrides.Value> override = overrides.get(Setting.REDIS_URI);
    String path = override.map(Overrides.Value::origin).orElse(field.path());
    Optional<SecretUri> uri =
        override.map(Overrides.Value::text).or(field::text).map(SecretUri::of);
    uri.ifPresent(
        u -> {
          try {
            uriCheck.check(u, cluster);
          } catch (IllegalArgumentException e) {
            field.problems().error(path, e.getMessage());
          }
        });
    return uri;
  }
}
