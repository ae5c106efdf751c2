package dev.samovar.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.RedisClusterClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisSentinel;
import redis.embedded.RedisShardedCluster;

/** The agent before Sentinel and before a real cluster. */
class TopologiesIT {

  @Test
  void sentinelNamesTheMaster() throws Exception {
    try (RedisFixture redis = new RedisFixture()) {
      int port = RedisFixture.freePort();
      RedisSentinel sentinel =
          RedisSentinel.newRedisSentinel()
              .executableProvider(RedisFixture.binary())
              .bind("127.0.0.1")
              .port(port)
              .masterName("mymaster")
              .masterPort(redis.port())
              .quorumSize(1)
              .build();
      sentinel.start();
      try (AgentFixture agent =
          AgentFixture.onRedis("redis-sentinel://127.0.0.1:" + port + "/0#mymaster").awaitReady()) {
        AgentOnRedisIT.with(redis.uri(), r -> r.set("ai_metric:ka", "3"));
        assertThat(agent.get("/v1/metrics?keys=ka").body()).isEqualTo("{\"ka\":3}");
      } finally {
        sentinel.stop();
      }
    }
  }

  @Test
  void keysOfAllSlotsOfAClusterAreOneAnswer() throws Exception {
    List<Integer> ports =
        List.of(RedisFixture.freePort(), RedisFixture.freePort(), RedisFixture.freePort());
    RedisShardedCluster cluster =
        RedisShardedCluster.newRedisCluster()
            .withServerBuilder(RedisFixture.builder())
            .serverPorts(ports)
            .shard("a", 0)
            .shard("b", 0)
            .shard("c", 0)
            .build();
    cluster.start();
    String uri = "redis://127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1);
    try (AgentFixture agent =
        new AgentFixture("redis: { uri: \"" + uri + "\", cluster: true }\n").awaitReady()) {
      RedisClusterClient client = RedisClusterClient.create("redis://127.0.0.1:" + ports.get(0));
      try (var connection = client.connect()) {
        for (int i = 0; i < 30; i++) {
          connection.sync().set("ai_metric:k" + i, "" + i);
        }
      } finally {
        client.shutdown();
      }
      StringBuilder keys = new StringBuilder();
      StringBuilder expected = new StringBuilder("{");
      for (int i = 0; i < 30; i++) {
        keys.append(i == 0 ? "" : ",").append('k').append(i);
        expected.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":").append(i);
      }
      assertThat(agent.get("/v1/metrics?keys=" + keys).body()).isEqualTo(expected + "}");
    } finally {
      cluster.stop();
    }
  }
}
