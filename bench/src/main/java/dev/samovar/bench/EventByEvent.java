package dev.samovar.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Sees whether a proxy holds events of an answer back: the server behind it sends nothing more
 * until the client has what came before, so that a proxy that waits for more waits for ever.
 *
 * <p>Each event is cut into segments at arbitrary bytes, some of them into single bytes, and after
 * every segment the client must have everything that was sent. The one exception is a filter that
 * gives the answer the client's model again: it may keep the beginning of {@code "model":"…"} until
 * the rest shows whether that is the upstream's model, and not one byte besides.
 */
final class EventByEvent implements AutoCloseable {

  /** How long the client may wait for what was sent, before it counts as held back. */
  static final int DEADLINE_MILLIS = 30_000;

  private static final int MOST_CUTS = 3;

  /** So many events apart, one is sent byte by byte. */
  private static final int BYTEWISE = 20;

  private static final String HEAD =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
          + "transfer-encoding: chunked\r\n\r\n";

  private final ServerSocket listener;
  private final int deadlineMillis;
  private final Random random = new Random(7);

  /**
   * What went through.
   *
   * @param segments into which the events were cut
   * @param kept segments of which the end was kept until the next one
   */
  record Passed(int events, int segments, int kept) {}

  private EventByEvent(ServerSocket listener, int deadlineMillis) {
    this.listener = listener;
    this.deadlineMillis = deadlineMillis;
  }

  /** Starts to listen on a free port. */
  static EventByEvent start(int deadlineMillis) {
    try {
      ServerSocket listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
      listener.setSoTimeout(DEADLINE_MILLIS);
      return new EventByEvent(listener, deadlineMillis);
    } catch (IOException e) {
      throw new BenchException("127.0.0.1: cannot be listened on: " + e.getMessage(), e);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new BenchException("event server: cannot be closed", e);
    }
  }

  /**
   * Sends a request through the proxy at a port and its answer event by event.
   *
   * @param restores whether the answer's model has to be the client's again
   * @throws BenchException when an event is held back, changed or lost
   */
  Passed pass(int port, int events, boolean restores) {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String body = Workload.named(java.util.List.of("stream")).get(0).body(0);
      client
          .getOutputStream()
          .write(
              ascii(
                  "POST /v1/chat/completions HTTP/1.1\r\nhost: bench\r\ncontent-type:"
                      + " application/json\r\ncontent-length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body));
      try (Socket server = listener.accept()) {
        server.setTcpNoDelay(true);
        String model = Recorder.Request.of(request(server)).model();
        Received received = new Received();
        Thread reader = new Thread(() -> received.readFrom(client), "event-client");
        reader.setDaemon(true);
        reader.start();
        return send(server.getOutputStream(), events, restores ? model : "", model, received);
      }
    } catch (SocketTimeoutException e) {
      throw new BenchException("event by event: the proxy sent no request on", e);
    } catch (IOException e) {
      throw new BenchException("event by event: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("event by event: interrupted", e);
    }
  }

  private Passed send(
      OutputStream out, int events, String replaced, String model, Received received)
      throws IOException, InterruptedException {
    out.write(ascii(HEAD));
    StringBuilder sent = new StringBuilder();
    int segments = 0;
    int kept = 0;
    for (int i = 0; i < events; i++) {
      String event = StreamServer.event(model, "[{\"index\":" + i + "}]");
      String head = Integer.toHexString(event.length()) + "\r\n";
      String chunk = head + event + "\r\n";
      int from = 0;
      for (int to : cuts(chunk.length(), i % BYTEWISE == BYTEWISE - 1)) {
        out.write(ascii(chunk.substring(from, to)));
        int payload = Math.max(0, Math.min(event.length(), to - head.length()));
        String now = sent + event.substring(0, payload);
        int keeps = replaced.isEmpty() ? 0 : keeps(now, replaced);
        received.await(
            restored(now.substring(0, now.length() - keeps), replaced), i, to, deadlineMillis);
        from = to;
        segments++;
        kept += keeps > 0 ? 1 : 0;
      }
      sent.append(event);
    }
    out.write(ascii("0\r\n\r\n"));
    return new Passed(events, segments, kept);
  }

  /** Where segments end, in order; the last one is the whole length. */
  private int[] cuts(int length, boolean bytewise) {
    if (bytewise) {
      return java.util.stream.IntStream.rangeClosed(1, length).toArray();
    }
    return java.util.stream.IntStream.concat(
            random.ints(random.nextInt(MOST_CUTS + 1), 1, length),
            java.util.stream.IntStream.of(length))
        .sorted()
        .distinct()
        .toArray();
  }

  /** How many of the last characters may be the beginning of the upstream's model. */
  static int keeps(String sent, String model) {
    String pair = "\"model\":\"" + model + "\"";
    if (sent.endsWith(pair)) {
      return 0;
    }
    for (int n = Math.min(sent.length(), pair.length() - 1); n > 0; n--) {
      if (sent.endsWith(pair.substring(0, n))) {
        return n;
      }
    }
    return 0;
  }

  private static String restored(String sent, String model) {
    return model.isEmpty()
        ? sent
        : sent.replace("\"model\":\"" + model + "\"", "\"model\":\"" + Workload.MODEL + "\"");
  }

  private static String request(Socket server) throws IOException {
    server.setSoTimeout(DEADLINE_MILLIS);
    java.nio.ByteBuffer in = java.nio.ByteBuffer.allocate(1 << 16);
    while (StreamServer.requestLength(in) < 0) {
      int read = server.getInputStream().read(in.array(), in.position(), in.remaining());
      if (read <= 0) {
        throw new IOException("the proxy ended a request before it was whole");
      }
      in.position(in.position() + read);
    }
    return new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** What the client has seen of the answer's body so far. */
  private static final class Received {
    private final ByteArrayOutputStream raw = new ByteArrayOutputStream();
    private String end = "";

    void readFrom(Socket client) {
      byte[] piece = new byte[1 << 14];
      try {
        InputStream in = client.getInputStream();
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
          took(piece, n);
        }
        ended("the proxy closed the connection");
      } catch (IOException e) {
        ended(e.getMessage());
      }
    }

    private synchronized void took(byte[] piece, int length) {
      raw.write(piece, 0, length);
      notifyAll();
    }

    private synchronized void ended(String why) {
      end = why;
      notifyAll();
    }

    synchronized void await(String expected, int event, int at, int millis)
        throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      String seen = payload(raw.toString(StandardCharsets.ISO_8859_1));
      while (seen.length() < expected.length()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0 || !end.isEmpty()) {
          throw new BenchException(
              String.format(
                  "event %d, byte %d: the client has %d of %d bytes; %s; it ends: %s",
                  event,
                  at,
                  seen.length(),
                  expected.length(),
                  end.isEmpty() ? "held back" : end,
                  seen.substring(Math.max(0, seen.length() - 120))));
        }
        wait(left);
        seen = payload(raw.toString(StandardCharsets.ISO_8859_1));
      }
      if (!seen.equals(expected)) {
        throw new BenchException(
            String.format(
                "event %d, byte %d: the client has other bytes: %s",
                event, at, seen.substring(Math.max(0, seen.length() - 200))));
      }
    }
  }

  /** The body of a chunked answer, as far as it has come. */
  static String payload(String raw) {
    StringBuilder out = new StringBuilder();
    int at = raw.indexOf("\r\n\r\n");
    if (at < 0) {
      return "";
    }
    at += 4;
    for (int line = raw.indexOf("\r\n", at); line >= 0; line = raw.indexOf("\r\n", at)) {
      int size = Integer.parseInt(raw.substring(at, line).strip(), 16);
      int from = line + 2;
      out.append(raw, from, Math.min(raw.length(), from + size));
      at = from + size + 2;
      if (size == 0 || at > raw.length()) {
        break;
      }
    }
    return out.toString();
  }
}
