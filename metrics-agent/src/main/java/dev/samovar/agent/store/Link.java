package dev.samovar.agent.store;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.protocol.RedisCommand;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One connection to Redis, whatever its topology. */
sealed interface Link {

  StatefulConnection<String, String> connection();

  RedisFuture<List<KeyValue<String, String>>> mget(String[] keys);

  CompletionStage<Void> ping();

  /** Sends all commands in one flush. */
  default void send(Collection<? extends RedisCommand<String, String, ?>> commands) {
    connection().dispatch(commands);
  }

  /** To one server, or to the master that Sentinel names. */
  record ToServer(StatefulRedisConnection<String, String> connection) implements Link {
    @Override
    public RedisFuture<List<KeyValue<String, String>>> mget(String[] keys) {
      return connection.async().mget(keys);
    }

    @Override
    public CompletionStage<Void> ping() {
      return connection.async().ping().thenApply(pong -> null);
    }
  }

  /** To every master of a cluster; a ping asks them all, since keys lie on all of them. */
  record ToCluster(StatefulRedisClusterConnection<String, String> connection) implements Link {
    @Override
    public RedisFuture<List<KeyValue<String, String>>> mget(String[] keys) {
      return connection.async().mget(keys);
    }

    @Override
    public CompletionStage<Void> ping() {
      return CompletableFuture.allOf(connection.async().upstream().commands().ping().futures());
    }
  }
}
