package dev.samovar.agent;

import dev.samovar.envoy.FreePorts;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A real cluster of three masters, a third of the slots each. */
final class ClusterFixture implements AutoCloseable {
  private static final int SLOTS = 16_384;
  // The cluster bus listens 10000 above the port, where the system must give no connection a port.
  private static final int HIGHEST_PORT = 22_767;
  private final List<RedisFixture> nodes = new ArrayList<>();

  ClusterFixture() throws IOException {
    for (int i = 0; i < 3; i++) {
      int port = lowPort();
      Files.deleteIfExists(Path.of("target", "redis", "nodes-" + port + ".conf"));
      nodes.add(
          new RedisFixture(
              port,
              "cluster-enabled yes",
              // Who does not answer for as long is lost, also to one that only stood still.
              "cluster-node-timeout 60000",
              "cluster-config-file nodes-" + port + ".conf"));
    }
    for (int i = 0; i < 3; i++) {
      int from = SLOTS * i / 3;
      int to = SLOTS * (i + 1) / 3;
      AgentOnRedisIT.with(
          nodes.get(i).uri(),
          r -> {
            r.clusterAddSlots(IntStream.range(from, to).toArray());
            nodes.forEach(n -> r.clusterMeet("127.0.0.1", n.port()));
          });
    }
    for (RedisFixture node : nodes) {
      RedisClient client = RedisClient.create(node.uri());
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        AgentFixture.await(
            () -> connection.sync().clusterInfo().contains("cluster_state:ok"), "cluster is whole");
      } finally {
        client.shutdown();
      }
    }
  }

  private static int lowPort() {
    int port = FreePorts.next();
    while (port > HIGHEST_PORT) {
      port = FreePorts.next();
    }
    return port;
  }

  String firstUri() {
    return nodes.get(0).uri();
  }

  String uri() {
    return firstUri() + ",127.0.0.1:" + nodes.get(1).port();
  }

  void stopOne() {
    nodes.remove(2).stop();
    nodes.forEach(
        node -> AgentOnRedisIT.with(node.uri(), r -> r.configSet("cluster-node-timeout", "1000")));
  }

  @Override
  public void close() {
    nodes.forEach(RedisFixture::close);
  }
}
