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

/**
 * Five agents on one Redis over two hundred targets, two of them killed.
 *
 * <p>The bounds are times, which hold only as far as the machine runs what is due: where it stood
 * still meanwhile, nothing is proven either way, and all is done again with twice the times.
 */
class FleetIT {
  private static final int TARGETS = 200;
  private static final int LONGEST_FACTOR = 8;

  /** How often is scraped and how long a lease is, both multiplied by a factor. */
  private record Times(int factor) {
    long intervalMillis() {
      return 500L * factor;
    }

    long timeoutMillis() {
      return 400L * factor;
    }

    long leaseMillis() {
      return 2_000L * factor;
    }

    /** The stated bound: three leases until a dead agent's targets are scraped by another. */
    long unscrapedMillis() {
      return 3 * leaseMillis() + intervalMillis();
    }

    /** A thread that is due and waits longer than this is a machine that stands still. */
    long stillMillis() {
      return 100L * factor;
    }
  }

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

  private static AgentFixture agent(String id, String redis, int port, Times times)
      throws Exception {
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
            + times.intervalMillis()
            + "ms, timeout: "
            + times.timeoutMillis()
            + "ms }\n"
            + "agents: { id: "
            + id
            + ", lease: "
            + times.leaseMillis()
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
    for (int factor = 1; ; factor *= 2) {
      Times times = new Times(factor);
      try (Stillness stillness = new Stillness()) {
        try {
          holds(times);
          return;
        } catch (AssertionError e) {
          if (factor == LONGEST_FACTOR || stillness.longestMillis() < times.stillMillis()) {
            throw e;
          }
        }
      }
      hits.clear();
    }
  }

  private void holds(Times times) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    HttpServer server = engines(threads);
    List<AgentFixture> agents = new ArrayList<>();
    try (RedisFixture redis = new RedisFixture()) {
      for (int i = 1; i <= 5; i++) {
        agents.add(agent("agent-" + i, redis.uri(), server.getAddress().getPort(), times));
      }
      AgentFixture.await(
          () -> agents.stream().allMatch(a -> known(a) == TARGETS), "every agent knows all");
      // Let those that began with too few neighbours hand over what is not theirs.
      AgentFixture.await(() -> isSettled(times), "each target has one owner");
      agents.get(3).kill();
      agents.get(4).kill();
      long killed = System.nanoTime();
      Thread.sleep(times.unscrapedMillis() + 2 * times.intervalMillis());
      long end = System.nanoTime();
      List<AgentFixture> living = agents.subList(0, 3);
      assertThat(living).allMatch(a -> known(a) == TARGETS);
      assertThat(hits).hasSize(TARGETS);
      long start = killed - times.leaseMillis() * 1_000_000;
      hits.forEach((target, list) -> holds(target, List.copyOf(list), start, killed, end, times));
      assertThat(living.get(0).get("/v1/metrics?keys=p").body()).isEqualTo("{\"p\":600}");
    } finally {
      agents.forEach(AgentFixture::close);
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private boolean isSettled(Times times) {
    long start = System.nanoTime() - times.leaseMillis() * 1_000_000;
    return hits.values().stream()
        .allMatch(
            list ->
                list.stream().filter(h -> h.nanos() > start).map(Hit::agent).distinct().count()
                    == 1);
  }

  private static void holds(
      String target, List<Hit> all, long start, long killed, long end, Times times) {
    List<Hit> hits = all.stream().filter(h -> h.nanos() > start && h.nanos() < end).toList();
    long last = start;
    for (Hit hit : hits) {
      assertThat((hit.nanos() - last) / 1_000_000)
          .as(target + " unscraped, in ms")
          .isLessThan(times.unscrapedMillis());
      last = hit.nanos();
    }
    assertThat((end - last) / 1_000_000)
        .as(target + " at the end")
        .isLessThan(times.unscrapedMillis());
    // Before the deaths the work was settled: one owner each. After them at most one change.
    assertThat(hits.stream().filter(h -> h.nanos() < killed).map(Hit::agent).distinct())
        .as(target + " settled")
        .hasSize(1);
    List<String> owners = hits.stream().map(Hit::agent).distinct().toList();
    assertThat(owners.size()).as(target + " " + owners).isLessThanOrEqualTo(2);
  }
}
