package dev.samovar.filter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.samovar.envoy.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine that shows the chats under way and the queue that it is told to have, and answers each
 * chat with its own port.
 */
final class SimulatedEngine implements AutoCloseable {
  private static final int MANY = 1_000_000;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private final Semaphore answers = new Semaphore(MANY);
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile int waiting;

  /** The body of the last chat. */
  volatile String last = "";

  SimulatedEngine() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  HostPort address() {
    return HostPort.local(server.getAddress().getPort());
  }

  /** Chats that arrived. */
  int requests() {
    return requests.get();
  }

  /** Requests in its queue beside the chats, as it tells from now on. */
  void waiting(int count) {
    waiting = count;
  }

  /** Chats wait for {@link #release}, at most a minute and a half. */
  void hold() {
    answers.drainPermits();
  }

  void release() {
    answers.release(MANY);
  }

  /** Breaks every connection and listens no more. */
  void die() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (exchange.getRequestMethod().equals("GET")) {
        String shown =
            "vllm:num_requests_waiting "
                + waiting
                + "\nvllm:num_requests_running "
                + (underWay.get() + Math.min(64, waiting))
                + "\nvllm:kv_cache_usage_perc 0.1\n";
        send(exchange, "text/plain; version=0.0.4", shown);
        return;
      }
      last = body;
      underWay.incrementAndGet();
      requests.incrementAndGet();
      if (answers.tryAcquire(RunningEnvoy.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        answers.release();
        underWay.decrementAndGet();
        boolean stream = body.contains("\"stream\":true") || body.contains("\"stream\": true");
        send(
            exchange,
            stream ? "text/event-stream" : "application/json",
            stream ? "data: {}\n\ndata: [DONE]\n\n" : "" + address().port());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, String type, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", type);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    release();
    server.stop(0);
    threads.shutdownNow();
  }
}
