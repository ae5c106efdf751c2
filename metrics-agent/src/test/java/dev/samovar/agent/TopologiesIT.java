package dev.samovar.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.RedisClusterClient;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisSentinel;

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
    try (ClusterFixture cluster = new ClusterFixture();
        AgentFixture agent =
            new AgentFixture("redis: { uri: \"" + cluster.uri() + "\", cluster: true }\n")
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
