package dev.samovar.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A wire to a server that can go dead without closing, as when a machine loses its power. */
final class BlackHole implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger generation = new AtomicInteger();

  BlackHole(int serverPort) throws IOException {
    daemon(
        () -> {
          while (true) {
            Socket client = listener.accept();
            Socket server = new Socket("127.0.0.1", serverPort);
            int born = generation.get();
            daemon(() -> pump(client, server, born));
            daemon(() -> pump(server, client, born));
          }
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                return;
              }
            },
            "wire");
    thread.setDaemon(true);
    thread.start();
  }

  private void pump(Socket from, Socket to, int born) throws IOException {
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    byte[] bytes = new byte[8192];
    for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
      if (generation.get() == born) {
        out.write(bytes, 0, n);
      }
    }
    to.close();
  }

  int port() {
    return listener.getLocalPort();
  }

  void swallowConnectionsSoFar() {
    generation.incrementAndGet();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
