package dev.samovar.agent.store;

import dev.samovar.agent.config.RedisConfig;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Opens links. Options that keep a caller from waiting: commands are refused while disconnected,
 * queues are bounded, every command has the deadline, a reconnect is tried at least twice a second.
 */
final class Connector implements AutoCloseable {
  private static final int QUEUE = 10_000;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(10);

  private final ClientResources resources;
  private final AbstractRedisClient client;
  private final List<RedisURI> uris;

  Connector(RedisConfig config) {
    uris = RedisUris.parse(config.uri(), config.cluster(), config.timeout());
    resources =
        ClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(50), Duration.ofMillis(500), 2, TimeUnit.MILLISECONDS))
            .build();
    client = config.cluster() ? cluster(config) : server(config);
  }

  private RedisClient server(RedisConfig config) {
    RedisClient created = RedisClient.create(resources);
    created.setOptions(common(ClientOptions.builder(), config).build());
    return created;
  }

  private RedisClusterClient cluster(RedisConfig config) {
    ClusterClientOptions.Builder options = ClusterClientOptions.builder();
    common(options, config);
    options.topologyRefreshOptions(
        ClusterTopologyRefreshOptions.builder()
            .enablePeriodicRefresh(TOPOLOGY_REFRESH)
            .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
            .build());
    RedisClusterClient created = RedisClusterClient.create(resources, uris);
    created.setOptions(options.build());
    return created;
  }

  private static ClientOptions.Builder common(ClientOptions.Builder options, RedisConfig config) {
    return options
        .autoReconnect(true)
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(QUEUE)
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(CONNECT_TIMEOUT)
                .keepAlive(true)
                .tcpNoDelay(true)
                .build())
        .timeoutOptions(TimeoutOptions.enabled(config.timeout()));
  }

  CompletionStage<Link> connect() {
    try {
      if (client instanceof RedisClusterClient cluster) {
        // Without the topology the client refuses to connect instead of asking for it.
        return cluster
            .refreshPartitionsAsync()
            .thenCompose(known -> cluster.connectAsync(Text.SHORT))
            .thenApply(Link.ToCluster::new);
      }
      return ((RedisClient) client)
          .connectAsync(Text.SHORT, uris.get(0))
          .thenApply(Link.ToServer::new);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Returns within two seconds. */
  @Override
  public void close() {
    try {
      client.shutdownAsync(0, 500, TimeUnit.MILLISECONDS).get(1, TimeUnit.SECONDS);
      resources.shutdown(0, 500, TimeUnit.MILLISECONDS).get(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception late) {
      // The process ends; what has not closed by now is closed by the operating system.
      return;
    }
  }
}
