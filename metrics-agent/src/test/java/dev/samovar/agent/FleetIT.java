package dev.samovar.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Five agents on one Redis over two hundred targets, two of them killed. */
class FleetIT {
  private static final int TARGETS = 200;
  private static final long INTERVAL_MILLIS = 500;
  private static final long LEASE_MILLIS = 2_000;
  // The stated bound: three leases until a dead agent's targets are scraped by another.
  private static final long UNSCRAPED_MILLIS = 3 * LEASE_MILLIS + INTERVAL_MILLIS;

  /** One scrape. */
  private record Hit(String agent, long nanos) {}

  private final Map<String, List<Hit>> hits = new ConcurrentHashMap<>();

  private HttpServer engines(ExecutorService threads) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 1024);
    server.setExecutor(threads);
    byte[] body =
        "vllm:num_requests_waiting 1\nvllm:num_requests_running 2\n"
            .getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/metrics",
        exchange -> {
          hits.computeIfAbsent(
                  exchange.getLocalAddress().getAddress().getHostAddress(),
                  a -> new CopyOnWriteArrayList<>())
              .add(new Hit(exchange.getRequestHeaders().getFirst("x-agent"), System.nanoTime()));
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static AgentFixture agent(String id, String redis, int port) throws Exception {
    String targets =
        String.join(
            ",",
            IntStream.rangeClosed(1, TARGETS)
                .mapToObj(i -> "\"127.0.1." + i + ":" + port + "\"")
                .toList());
    return new AgentFixture(
        "redis: { uri: \""
            + redis
            + "\" }\n"
            + "scrape: { interval: "
            + INTERVAL_MILLIS
            + "ms, timeout: 400ms }\n"
            + "agents: { id: "
            + id
            + ", lease: "
            + LEASE_MILLIS
            + "ms }\n"
            + "providers:\n  - name: p\n    targets:\n      - static: ["
            + targets
            + "]\n"
            + "        headers: { x-agent: "
            + id
            + " }\n");
  }

  private static int known(AgentFixture agent) {
    return agent.get("/v1/snapshot").body().split("\"waiting\":1", -1).length - 1;
  }

  @Test
  void theDeadAreReplacedWithinThreeLeasesAndNobodyScrapesTwiceForLong() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    HttpServer server = engines(threads);
    List<AgentFixture> agents = new ArrayList<>();
    try (RedisFixture redis = new RedisFixture()) {
      for (int i = 1; i <= 5; i++) {
        agents.add(agent("agent-" + i, redis.uri(), server.getAddress().getPort()));
      }
      AgentFixture.await(
          () -> agents.stream().allMatch(a -> known(a) == TARGETS), "every agent knows all");
      // Let those that began with too few neighbours hand over what is not theirs.
      AgentFixture.await(this::isSettled, "each target has one owner");
      agents.get(3).kill();
      agents.get(4).kill();
      long killed = System.nanoTime();
      Thread.sleep(UNSCRAPED_MILLIS + 2 * INTERVAL_MILLIS);
      long end = System.nanoTime();
      List<AgentFixture> living = agents.subList(0, 3);
      assertThat(living).allMatch(a -> known(a) == TARGETS);
      assertThat(hits).hasSize(TARGETS);
      long start = killed - LEASE_MILLIS * 1_000_000;
      hits.forEach((target, list) -> holds(target, List.copyOf(list), start, killed, end));
      assertThat(living.get(0).get("/v1/metrics?keys=p").body()).isEqualTo("{\"p\":600}");
    } finally {
      agents.forEach(AgentFixture::close);
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private boolean isSettled() {
    long start = System.nanoTime() - LEASE_MILLIS * 1_000_000;
    return hits.values().stream()
        .allMatch(
            list ->
                list.stream().filter(h -> h.nanos() > start).map(Hit::agent).distinct().count()
                    == 1);
  }

  private static void holds(String target, List<Hit> all, long start, long killed, long end) {
    List<Hit> hits = all.stream().filter(h -> h.nanos() > start && h.nanos() < end).toList();
    long last = start;
    for (Hit hit : hits) {
      assertThat((hit.nanos() - last) / 1_000_000)
          .as(target + " unscraped, in ms")
          .isLessThan(UNSCRAPED_MILLIS);
      last = hit.nanos();
    }
    assertThat((end - last) / 1_000_000).as(target + " at the end").isLessThan(UNSCRAPED_MILLIS);
    // Before the deaths the work was settled: one owner each. After them at most one change.
    assertThat(hits.stream().filter(h -> h.nanos() < killed).map(Hit::agent).distinct())
        .as(target + " settled")
        .hasSize(1);
    List<String> owners = hits.stream().map(Hit::agent).distinct().toList();
    assertThat(owners.size()).as(target + " " + owners).isLessThanOrEqualTo(2);
  }
}
