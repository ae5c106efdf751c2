package dev.samovar.hostsim.compare;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The upstream and the agent of a real Envoy. */
final class Servers implements AutoCloseable {
  /** Long enough that pieces arrive one by one, short enough for many scenarios. */
  static final int GAP_MILLIS = 40;

  private volatile int pace = 1;
  private final ServerSocket upstream = socket();
  private final ServerSocket agent = socket();
  private final Map<String, List<String>> seen = new ConcurrentHashMap<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  Servers() {
    serve(upstream, this::upstream);
    serve(agent, this::agent);
  }

  private interface Service {
    void serve(Socket socket) throws IOException, InterruptedException;
  }

  private static ServerSocket socket() {
    try {
      return new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IllegalStateException("port: none is free", e);
    }
  }

  private void serve(ServerSocket server, Service service) {
    Thread acceptor =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try {
                  Socket socket = server.accept();
                  open.add(socket);
                  Thread thread = new Thread(() -> one(socket, service));
                  thread.setDaemon(true);
                  thread.start();
                } catch (IOException e) {
                  return;
                }
              }
            });
    acceptor.setDaemon(true);
    acceptor.start();
  }

  private void one(Socket socket, Service service) {
    try (socket) {
      service.serve(socket);
    } catch (IOException | InterruptedException e) {
      // The peer left, or the test is over: both end this connection and nothing else.
      return;
    } finally {
      open.remove(socket);
    }
  }

  /** From now on pieces follow each other so many times more slowly. */
  void pace(int factor) {
    pace = factor;
  }

  private void gap() throws InterruptedException {
    Thread.sleep((long) GAP_MILLIS * pace);
  }

  int upstreamPort() {
    return upstream.getLocalPort();
  }

  int agentPort() {
    return agent.getLocalPort();
  }

  List<String> seen(String id) {
    return seen.getOrDefault(id, List.of());
  }

  private void upstream(Socket socket) throws IOException, InterruptedException {
    BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    while (true) {
      Wire request = Wire.read(in);
      if (!request.complete) {
        return;
      }
      String id = request.header("x-id");
      List<String> lines = seen.computeIfAbsent(id, key -> new CopyOnWriteArrayList<>());
      lines.add(
          Trace.headers(request.headers)
              + " "
              + request.body
              + (request.trailers.isEmpty() ? "" : " " + Trace.headers(request.trailers)));
      List<Plan> plans = Plan.parse(request.header("x-plan"));
      Plan plan = plans.get(Math.min(lines.size(), plans.size()) - 1);
      if (plan.status() == 0) {
        return;
      }
      answer(out, plan);
      if (plan.cut()) {
        return;
      }
    }
  }

  private void answer(OutputStream out, Plan plan) throws IOException, InterruptedException {
    if (plan.early()) {
      out.write(bytes("HTTP/1.1 103 Early Hints\r\nx-early: 1\r\n\r\n"));
      out.flush();
      gap();
    }
    StringBuilder head = new StringBuilder("HTTP/1.1 " + plan.status() + " Status\r\n");
    if (plan.hasLength()) {
      String body = plan.pieces().isEmpty() ? "" : plan.pieces().get(0);
      head.append("content-length: ").append(body.length()).append("\r\n\r\n").append(body);
      out.write(bytes(head.toString()));
      out.flush();
      return;
    }
    out.write(bytes(head.append("transfer-encoding: chunked\r\n\r\n").toString()));
    out.flush();
    for (String piece : plan.pieces()) {
      gap();
      out.write(bytes(Integer.toHexString(piece.length()) + "\r\n" + piece + "\r\n"));
      out.flush();
    }
    gap();
    if (!plan.cut()) {
      String trailer =
          plan.trailer() == null ? "" : plan.trailer() + ": " + plan.trailerValue() + "\r\n";
      out.write(bytes("0\r\n" + trailer + "\r\n"));
      out.flush();
    }
  }

  private void agent(Socket socket) throws IOException, InterruptedException {
    BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
    while (true) {
      String path = Wire.read(in).first.split(" ")[1];
      if (path.equals("/reset")) {
        return;
      }
      if (path.startsWith("/ok/")) {
        String body = path.substring(4);
        socket
            .getOutputStream()
            .write(
                bytes("HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body));
        socket.getOutputStream().flush();
      }
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    for (ServerSocket server : List.of(upstream, agent)) {
      try {
        server.close();
      } catch (IOException e) {
        throw new IllegalStateException("port " + server.getLocalPort() + ": cannot be closed", e);
      }
    }
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new IllegalStateException("connection: cannot be closed", e);
      }
    }
  }
}
