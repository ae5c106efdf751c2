package dev.samovar.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on a free port that answers every request as it is told, well or badly. */
final class EngineFixture implements AutoCloseable {

  /** What is done with a connection on which a request has been read. */
  interface Behaviour {
    void answer(OutputStream out) throws Exception;
  }

  private final ServerSocket listener;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile String head = "";
  private volatile Behaviour behaviour;

  EngineFixture(Behaviour behaviour) throws IOException {
    this(0, behaviour);
  }

  EngineFixture(int port, Behaviour behaviour) throws IOException {
    this(new ServerSocket(), port, behaviour);
  }

  /**
   * @param unbound of whatever kind, such as one with TLS
   */
  EngineFixture(ServerSocket unbound, int port, Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    listener = unbound;
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    daemon(this::accept);
  }

  static Behaviour vllm(int waiting, int running) {
    return text(
        "# HELP vllm:num_requests_waiting Waiting.\n# TYPE vllm:num_requests_waiting gauge\n"
            + "vllm:num_requests_waiting{model_name=\"m\",engine=\"0\"} "
            + waiting
            + ".0\nvllm:num_requests_running{model_name=\"m\",engine=\"0\"} "
            + running
            + ".0\n");
  }

  static Behaviour text(String body) {
    return whole("200 OK", "text/plain; version=0.0.4", "", body);
  }

  static Behaviour whole(String status, String type, String headers, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return out -> {
      head(out, status, type, headers + "content-length: " + bytes.length + "\r\n");
      out.write(bytes);
    };
  }

  static Behaviour endless(int pauseMillis, String piece) {
    return out -> {
      head(out, "200 OK", "text/plain", "");
      byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
      while (true) {
        out.write(bytes);
        out.flush();
        Thread.sleep(pauseMillis);
      }
    };
  }

  static Behaviour silent() {
    return out -> Thread.sleep(60_000);
  }

  private static void head(OutputStream out, String status, String type, String headers)
      throws IOException {
    String head =
        "HTTP/1.1 " + status + "\r\ncontent-type: " + type + "\r\nconnection: close\r\n" + headers;
    out.write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  void behave(Behaviour other) {
    behaviour = other;
  }

  /** Connections accepted, those without a request included. */
  int connections() {
    return connections.get();
  }

  /** Request line and headers of the last request. */
  String head() {
    return head;
  }

  int requests() {
    return requests.get();
  }

  int port() {
    return listener.getLocalPort();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        daemon(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      StringBuilder read = new StringBuilder();
      int matched = 0;
      while (matched < 4) {
        int b = in.read();
        if (b < 0) {
          return;
        }
        read.append((char) b);
        matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
      }
      head = read.toString();
      requests.incrementAndGet();
      behaviour.answer(socket.getOutputStream());
      socket.getOutputStream().flush();
    } catch (Exception clientGone) {
      return;
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "engine");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
