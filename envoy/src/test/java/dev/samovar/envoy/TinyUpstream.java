package dev.samovar.envoy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An upstream server for tests, on any free port: answers 200 with its name, and in {@code
 * x-seen-plugin} what the filter added and in {@code x-seen-host} what it was asked as; or whatever
 * {@link #status} is set to.
 */
public final class TinyUpstream implements AutoCloseable {

  private final String name;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile int status = 200;
  private volatile String lastBody = "";

  private TinyUpstream(String name, HttpServer server) {
    this.name = name;
    this.server = server;
  }

  public static TinyUpstream start(String name) {
    try {
      return start(name, HttpServer.create(anyPort(), 512));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same over TLS. */
  public static TinyUpstream start(String name, Certificate certificate) {
    try {
      HttpsServer server = HttpsServer.create(anyPort(), 512);
      server.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
      return start(name, server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static TinyUpstream start(String name, HttpServer server) {
    TinyUpstream upstream = new TinyUpstream(name, server);
    server.setExecutor(upstream.threads);
    server.createContext("/", upstream::answer);
    server.start();
    return upstream;
  }

  public Gateway.Provider provider() {
    return new Gateway.Provider(name, address());
  }

  public HostPort address() {
    return HostPort.local(server.getAddress().getPort());
  }

  /** What every answer has from now on. */
  public TinyUpstream status(int code) {
    this.status = code;
    return this;
  }

  public int requests() {
    return requests.get();
  }

  public String lastBody() {
    return lastBody;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      lastBody = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var plugins = exchange.getRequestHeaders().get("x-plugin");
      exchange
          .getResponseHeaders()
          .set("x-seen-plugin", plugins == null ? "" : String.join("|", plugins));
      exchange
          .getResponseHeaders()
          .set("x-seen-headers", String.join(",", exchange.getRequestHeaders().keySet()));
      exchange
          .getResponseHeaders()
          .set("x-seen-host", exchange.getRequestHeaders().getFirst("host"));
      byte[] body = name.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
