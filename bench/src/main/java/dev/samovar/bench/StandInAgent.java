package dev.samovar.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * What the filter takes for the agent: exchanges are answered with a snapshot of so many endpoints,
 * {@code /v1/metrics} with a number for each provider. Nothing is scraped and nothing kept, so that
 * the run does not hang on a fleet.
 */
final class StandInAgent implements AutoCloseable {

  private final int providers;
  private final int endpoints;
  private final IntFunction<String> address;
  private final HttpServer server;
  private final AtomicInteger exchanges = new AtomicInteger();

  private StandInAgent(int providers, int endpoints, IntFunction<String> address)
      throws IOException {
    this.providers = providers;
    this.endpoints = endpoints;
    this.address = address;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.createContext("/v1/exchange", this::exchange);
    server.createContext(
        "/v1/metrics",
        call ->
            answer(call, "application/json", metrics(providers).getBytes(StandardCharsets.UTF_8)));
  }

  /** Starts one on a free port, which says of each endpoint by its number where it is. */
  static StandInAgent start(int providers, int endpoints, IntFunction<String> address) {
    try {
      StandInAgent agent = new StandInAgent(providers, endpoints, address);
      agent.server.start();
      return agent;
    } catch (IOException e) {
      throw new BenchException("127.0.0.1: cannot be listened on: " + e.getMessage(), e);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Exchanges answered. */
  int exchanges() {
    return exchanges.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** What {@code /v1/metrics} answers for the keys {@code k0}, {@code k1}… */
  static String metrics(int providers) {
    StringBuilder out = new StringBuilder("{");
    for (int i = 0; i < providers; i++) {
      out.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":").append(i * 37 % 100);
    }
    return out.append('}').toString();
  }

  private void exchange(HttpExchange call) throws IOException {
    byte[] body = ExchangeAnswer.of(providers, endpoints, address, exchanges.incrementAndGet());
    answer(call, "application/x-samovar-exchange", body);
  }

  private static void answer(HttpExchange call, String type, byte[] body) throws IOException {
    try (InputStream in = call.getRequestBody()) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    call.getResponseHeaders().set("content-type", type);
    call.sendResponseHeaders(200, body.length);
    try (OutputStream out = call.getResponseBody()) {
      out.write(body);
    }
  }
}
