package dev.samovar.agent.bench;

import com.sun.net.httpserver.HttpServer;
import dev.samovar.agent.AgentFixture;
import dev.samovar.agent.map.Engine;
import dev.samovar.agent.map.Engines;
import dev.samovar.agent.map.History;
import dev.samovar.agent.parse.TextParser;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.concurrent.Executors;

/**
 * The cost of scraping: reading 30 KB of a vLLM's metrics, and the whole agent before 2,000
 * endpoints once a second. The engines run in the same process; only the agent's threads are
 * counted.
 */
public final class ScrapeBenchmark {
  private static final int BYTES = 30 * 1024;
  private static final int ENDPOINTS = 2_000;
  private static final int SECONDS = 15;

  private ScrapeBenchmark() {}

  private static byte[] dump() {
    StringBuilder text = new StringBuilder();
    String labels = "{engine=\"0\",model_name=\"Qwen/Qwen2.5-72B-Instruct\"";
    for (String gauge : new String[] {"num_requests_waiting", "num_requests_running"}) {
      text.append("vllm:").append(gauge).append(labels).append("} 3.0\n");
    }
    for (int i = 0; text.length() < BYTES; i++) {
      String family =
          i % 2 == 0 ? "vllm:time_to_first_token_seconds" : "vllm:e2e_request_latency_seconds";
      text.append("# TYPE ").append(family).append(" histogram\n");
      for (int bucket = 0; bucket < 20; bucket++) {
        text.append(family).append("_bucket").append(labels);
        text.append(",le=\"").append(bucket).append("\"} ").append(100 * bucket).append(".0\n");
      }
      text.append(family).append("_sum").append(labels).append("} 61.25\n");
      text.append(family).append("_count").append(labels).append("} 2000.0\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  public static void main(String[] args) throws Exception {
    byte[] body = dump();
    reading(body);
    scraping(body);
  }

  private static void reading(byte[] body) {
    Engine vllm = Engines.builtIn().get("vllm");
    History history = new History();
    int rounds = 20_000;
    long signals = 0;
    long start = 0;
    for (int i = -rounds; i < rounds; i++) {
      if (i == 0) {
        start = System.nanoTime();
      }
      TextParser parser = new TextParser(vllm.wantedNames());
      parser.feed(ByteBuffer.wrap(body));
      signals += vllm.signals(parser.finish().samples(), history, i * 250_000_000L).known().size();
    }
    double micros = (System.nanoTime() - start) / 1e3 / rounds;
    System.out.printf(
        "read %d bytes: %.1f us, so %.0f a second on one core (%d signals)%n",
        body.length, micros, 1e6 / micros, signals / (2 * rounds));
  }

  private static void scraping(byte[] body) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 4096);
    var threads = Executors.newFixedThreadPool(2, task -> new Thread(task, "engines"));
    server.setExecutor(threads);
    server.createContext(
        "/metrics",
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    StringJoiner targets = new StringJoiner(",");
    for (int i = 0; i < ENDPOINTS; i++) {
      targets.add(
          "\"127.1." + i / 250 + "." + (1 + i % 250) + ":" + server.getAddress().getPort() + "\"");
    }
    try (AgentFixture agent =
        new AgentFixture(
            "scrape: { interval: 1s, timeout: 900ms }\nproviders:\n  - name: p\n    targets:\n"
                + "      - static: ["
                + targets
                + "]\n")) {
      Thread.sleep(SECONDS * 1_000L);
      String[] own = {"scrape-http", "loops", "HttpClient", "ForkJoin", "CompletableFuture"};
      double before = ThreadCpu.seconds(own);
      long scraped = scraped(agent);
      Thread.sleep(SECONDS * 1_000L);
      System.out.printf(
          "%d endpoints a second: %.0f scrapes a second, %.2f cores%n",
          ENDPOINTS,
          (scraped(agent) - scraped) / (double) SECONDS,
          (ThreadCpu.seconds(own) - before) / SECONDS);
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private static long scraped(AgentFixture agent) {
    return agent
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.contains("scrapes_total{") && line.contains("\"ok\""))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
