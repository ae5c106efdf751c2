package dev.samovar.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A wire to a server that can be held for a while, or go dead without closing, as when a machine
 * loses its power.
 */
final class BlackHole implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger generation = new AtomicInteger();
  private final StringBuffer waiting = new StringBuffer();
  private volatile CountDownLatch held = new CountDownLatch(0);

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
      if (held.getCount() > 0) {
        waiting.append(new String(bytes, 0, n, StandardCharsets.UTF_8));
        await(held);
      }
      if (generation.get() == born) {
        out.write(bytes, 0, n);
      }
    }
    to.close();
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** What is said from now on, on either side, waits for {@link #release}. */
  void hold() {
    held = new CountDownLatch(1);
  }

  /** Whether something with this text waits. */
  boolean holds(String text) {
    return waiting.indexOf(text) >= 0;
  }

  void release() {
    held.countDown();
  }

  int port() {
    return listener.getLocalPort();
  }

  void swallowConnectionsSoFar() {
    generation.incrementAndGet();
  }

  @Override
  public void close() throws IOException {
    release();
    listener.close();
  }
}
