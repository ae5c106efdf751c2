package dev.samovar.filter;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.samovar.envoy.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on any free port that keeps the last request and answers what it is told to. */
final class Recorder implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Seen last;
  private volatile String answer;
  private volatile int status = 200;
  private volatile CountDownLatch held = new CountDownLatch(0);

  /**
   * A request as it arrived.
   *
   * @param uri path and query, still encoded
   */
  record Seen(String uri, Headers headers, byte[] body) {}

  private Recorder(HttpServer server, String answer) {
    this.server = server;
    this.answer = answer;
  }

  static Recorder start(String answer) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
      Recorder recorder = new Recorder(server, answer);
      server.setExecutor(recorder.threads);
      server.createContext("/", recorder::record);
      server.start();
      return recorder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HostPort address() {
    return HostPort.local(server.getAddress().getPort());
  }

  Seen last() {
    return last;
  }

  int requests() {
    return requests.get();
  }

  void answer(int code, String body) {
    status = code;
    answer = body;
  }

  /** Lets what is posted from now on wait for its answer; at most a minute and a half. */
  void hold() {
    held = new CountDownLatch(1);
  }

  void release() {
    held.countDown();
  }

  @Override
  public void close() {
    release();
    server.stop(0);
    threads.shutdownNow();
  }

  private void record(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      last = new Seen(exchange.getRequestURI().toString(), exchange.getRequestHeaders(), body);
      requests.incrementAndGet();
      if (exchange.getRequestMethod().equals("POST")
          && !held.await(RunningEnvoy.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
      byte[] out = answer.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      boolean metrics = exchange.getRequestURI().getPath().equals("/metrics");
      exchange
          .getResponseHeaders()
          .set("content-type", metrics ? "text/plain; version=0.0.4" : "application/json");
      exchange.sendResponseHeaders(status, out.length);
      exchange.getResponseBody().write(out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
