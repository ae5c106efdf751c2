package dev.samovar.agent.bench;

import com.sun.net.httpserver.HttpServer;
import dev.samovar.agent.AgentFixture;
import dev.samovar.agent.exchange.BenchmarkFilter;
import java.io.DataInputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.StringJoiner;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The time to answer an exchange over a socket: 2,000 a second from 20 proxies for 200 scraped
 * endpoints, each with counts of all of them. Proxies and engines run in the same process.
 */
public final class ExchangeBenchmark {
  private static final int ENDPOINTS = 200;
  private static final int PROXIES = 20;
  private static final int PER_SECOND = 2_000;
  private static final int SECONDS = 15;

  private ExchangeBenchmark() {}

  public static void main(String[] args) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 4096);
    var threads = Executors.newFixedThreadPool(1);
    server.setExecutor(threads);
    AtomicInteger requests = new AtomicInteger();
    server.createContext(
        "/metrics",
        exchange -> {
          int n = requests.incrementAndGet() % 100;
          byte[] body =
              ("vllm:num_requests_waiting "
                      + n
                      + "\nvllm:num_requests_running "
                      + n
                      + "\nvllm:kv_cache_usage_perc 0."
                      + n
                      + "\n")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    StringJoiner targets = new StringJoiner(",");
    for (int i = 1; i <= ENDPOINTS; i++) {
      targets.add("\"127.2.0." + i + ":" + server.getAddress().getPort() + "\"");
    }
    try (AgentFixture agent =
        new AgentFixture(
            "providers:\n  - name: p\n    targets:\n      - static: [" + targets + "]\n")) {
      Thread.sleep(3_000);
      run(agent.port(), server.getAddress().getPort(), 5);
      double before = ThreadCpu.seconds("http");
      long[] nanos = run(agent.port(), server.getAddress().getPort(), SECONDS);
      double cores = (ThreadCpu.seconds("http") - before) / SECONDS;
      Arrays.sort(nanos);
      System.out.printf(
          "%d exchanges: p50 %.3f ms, p99 %.3f ms, p99.9 %.3f ms, %.2f cores of the agent's http%n",
          nanos.length,
          nanos[nanos.length / 2] / 1e6,
          nanos[nanos.length * 99 / 100] / 1e6,
          nanos[nanos.length * 999 / 1000] / 1e6,
          cores);
      agent
          .get("/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith("samovar_agent_exchange_seconds_"))
          .forEach(System.out::println);
    } finally {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private static long[] run(int agentPort, int enginePort, int seconds) throws Exception {
    int each = PER_SECOND * seconds / PROXIES;
    long[] nanos = new long[each * PROXIES];
    Thread[] proxies = new Thread[PROXIES];
    for (int p = 0; p < PROXIES; p++) {
      int proxy = p;
      proxies[p] = new Thread(() -> proxy(agentPort, enginePort, proxy, each, nanos), "proxies");
      proxies[p].start();
    }
    for (Thread proxy : proxies) {
      proxy.join();
    }
    return nanos;
  }

  private static void proxy(int agentPort, int enginePort, int proxy, int each, long[] nanos) {
    try (Socket socket = new Socket("127.0.0.1", agentPort)) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      BenchmarkFilter filter = new BenchmarkFilter("proxy-" + proxy + "-" + System.nanoTime());
      long period = 1_000_000_000L * PROXIES / PER_SECOND;
      long next = System.nanoTime() + period * proxy / PROXIES;
      for (int i = 0; i < each; i++) {
        long wait = next - System.nanoTime();
        if (wait > 0) {
          Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
        next += period;
        byte[] body = filter.exchange(ENDPOINTS, i % 5);
        String head =
            "POST /v1/exchange HTTP/1.1\r\nhost: a\r\ncontent-type: application/x-samovar-exchange"
                + "\r\ncontent-length: "
                + body.length
                + "\r\n\r\n";
        long start = System.nanoTime();
        out.write(
            (head + new String(body, StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1));
        filter.take(answer(in));
        nanos[proxy * each + i] = System.nanoTime() - start;
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] answer(DataInputStream in) throws Exception {
    int length = 0;
    StringBuilder line = new StringBuilder();
    while (true) {
      int c = in.read();
      if (c != '\n') {
        line.append((char) c);
        continue;
      }
      String text = line.toString().strip().toLowerCase(java.util.Locale.ROOT);
      line.setLength(0);
      if (text.isEmpty()) {
        return in.readNBytes(length);
      }
      if (text.startsWith("content-length:")) {
        length = Integer.parseInt(text.substring(15).strip());
      }
    }
  }
}
