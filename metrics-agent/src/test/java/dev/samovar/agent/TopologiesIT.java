package dev.samovar.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.envoy.FreePorts;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisSentinel;

/** The agent before Sentinel and before a real cluster. */
class TopologiesIT {

  private static RedisSentinel sentinel(int port, int masterPort) {
    return RedisSentinel.newRedisSentinel()
        .executableProvider(RedisFixture.binary())
        .bind("127.0.0.1")
        .port(port)
        .masterName("mymaster")
        .masterPort(masterPort)
        .quorumSize(1)
        .downAfterMilliseconds(500)
        .failOverTimeout(2_000)
        .build();
  }

  @Test
  void sentinelNamesTheMasterAlsoAfterAFailover() throws Exception {
    RedisFixture master = new RedisFixture();
    try (RedisFixture replica = new RedisFixture("replicaof 127.0.0.1 " + master.port())) {
      AgentOnRedisIT.with(master.uri(), r -> r.set("ai_metric:ka", "3"));
      AgentOnRedisIT.with(
          replica.uri(), r -> AgentFixture.await(() -> r.get("ai_metric:ka") != null, "copied"));
      int port = FreePorts.next();
      RedisSentinel sentinel = sentinel(port, master.port());
      sentinel.start();
      try (AgentFixture agent =
          AgentFixture.onRedis("redis-sentinel://127.0.0.1:" + port + "/0#mymaster").awaitReady()) {
        assertThat(agent.get("/v1/metrics?keys=ka").body()).isEqualTo("{\"ka\":3}");
        awaitKnownReplica(port);
        master.stop();
        AgentOnRedisIT.with(
            replica.uri(), r -> AgentFixture.await(() -> isMaster(r), "failed over"));
        AgentOnRedisIT.with(replica.uri(), r -> r.set("ai_metric:ka", "4"));
        AgentFixture.await(
            () -> agent.get("/v1/metrics?keys=ka").body().equals("{\"ka\":4}"), "new master");
        agent.awaitReady();
      } finally {
        sentinel.stop();
      }
    }
  }

  /** A sentinel breaks every connection to whom it promotes. */
  private static boolean isMaster(RedisCommands<String, String> redis) {
    try {
      return redis.info("replication").contains("role:master");
    } catch (RedisException e) {
      return false;
    }
  }

  private static void awaitKnownReplica(int sentinelPort) {
    RedisClient client = RedisClient.create();
    try (var sentinel =
        client.connectSentinel(RedisURI.create("redis://127.0.0.1:" + sentinelPort))) {
      AgentFixture.await(() -> !sentinel.sync().replicas("mymaster").isEmpty(), "replica is known");
    } finally {
      client.shutdown();
    }
  }

  @Test
  void keysOfAllSlotsOfAClusterAreOneAnswer() throws Exception {
    try (ClusterFixture cluster = new ClusterFixture();
        AgentFixture agent =
            new AgentFixture(
                    "redis: { uri: \"" + cluster.uri() + "\", cluster: true, timeout: 20s }\n")
                .awaitReady()) {
      RedisClusterClient client = RedisClusterClient.create(cluster.firstUri());
      try (var connection = client.connect()) {
        for (int i = 0; i < 30; i++) {
          connection.sync().set("ai_metric:k" + i, "" + i);
        }
      } finally {
        client.shutdown();
      }
      StringJoiner keys = new StringJoiner(",");
      StringJoiner expected = new StringJoiner(",", "{", "}");
      for (int i = 0; i < 30; i++) {
        keys.add("k" + i);
        expected.add("\"k" + i + "\":" + i);
      }
      assertThat(agent.get("/v1/metrics?keys=" + keys).body()).isEqualTo(expected.toString());

      cluster.stopOne();
      AgentFixture.await(() -> agent.get("/readyz").statusCode() == 503, "not ready");
      assertThat(agent.get("/v1/metrics?keys=" + keys).statusCode()).isEqualTo(503);
    }
  }
}
