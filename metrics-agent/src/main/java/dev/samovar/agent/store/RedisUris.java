package dev.samovar.agent.store;

import dev.samovar.agent.config.SecretUri;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the configured URI the way the client does, without ever repeating it in an error. */
public final class RedisUris {
  private static final String FORMS =
      "must be a URI such as redis://:password@host:6379/0, rediss://host:6379 or"
          + " redis-sentinel://host:26379/0#mymaster";

  /** A name or an address; where the host was forgotten the client takes a password for one. */
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._-]+|\\[?[0-9A-Fa-f:.%]+:[0-9A-Fa-f.:%]*\\]?");

  private static final Duration SHORTEST_HANDSHAKE = Duration.ofSeconds(1);

  private RedisUris() {}

  /**
   * Passes or throws.
   *
   * @throws IllegalArgumentException with what would be right and nothing of the URI itself
   */
  public static void check(SecretUri uri, boolean cluster) {
    parse(uri, cluster, SHORTEST_HANDSHAKE);
  }

  /** The one URI, or with {@code cluster} the URI of each node named. */
  static List<RedisURI> parse(SecretUri uri, boolean cluster, Duration timeout) {
    List<RedisURI> uris;
    try {
      uris =
          cluster
              ? RedisClusterURIUtil.toRedisURIs(URI.create(uri.reveal()))
              : List.of(RedisURI.create(uri.reveal()));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(FORMS);
    }
    for (RedisURI parsed : uris) {
      boolean sentinel = !parsed.getSentinels().isEmpty();
      if (cluster && sentinel) {
        throw new IllegalArgumentException(
            "must name cluster nodes, not sentinels, with cluster: true");
      }
      if (sentinel
          && (parsed.getSentinelMasterId() == null || parsed.getSentinelMasterId().isEmpty())) {
        throw new IllegalArgumentException("must end with the master's name, such as #mymaster");
      }
      if (!sentinel
          && parsed.getSocket() == null
          && (parsed.getHost() == null || !HOST.matcher(parsed.getHost()).matches())) {
        throw new IllegalArgumentException(FORMS);
      }
      parsed.setTimeout(timeout.compareTo(SHORTEST_HANDSHAKE) < 0 ? SHORTEST_HANDSHAKE : timeout);
    }
    return uris;
  }
}
