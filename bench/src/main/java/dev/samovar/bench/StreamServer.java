package dev.samovar.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server that answers every request with a stream of server-sent events, each written by itself
 * and a millisecond after the one before, so that the proxy gets them one by one. They name the
 * model that the request asked for.
 *
 * <p>One thread, HTTP/1.1 with keep-alive. It trusts its clients: a request ends where its {@code
 * content-length} or its last chunk says.
 */
final class StreamServer implements AutoCloseable {

  private static final long PACE_NANOS = 1_000_000;
  private static final byte[] HEAD =
      ascii(
          "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
              + "transfer-encoding: chunked\r\n\r\n");
  private static final byte[] END = join(chunk("data: [DONE]\n\n"), ascii("0\r\n\r\n"));

  private final int events;
  private final Selector selector;
  private final ServerSocketChannel listener;
  private final List<Client> streaming = new ArrayList<>();
  private final AtomicLong written = new AtomicLong();
  private final Map<String, Pieces> pieces = new HashMap<>();
  private volatile String last = "";
  private final Thread thread;

  /** What is written of a model's answer. */
  private record Pieces(byte[] one, byte[] last) {

    static Pieces of(String model) {
      return new Pieces(
          chunk(
              event(
                  model,
                  "[{\"index\":0,\"delta\":{\"content\":\" word\"},\"finish_reason\":null}]")),
          join(
              chunk(
                  event(
                      model,
                      "[],\"usage\":{\"prompt_tokens\":240,\"completion_tokens\":500,"
                          + "\"total_tokens\":740}")),
              END));
    }
  }

  /** A connection, and how far its answer is. */
  private static final class Client {
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(1 << 16);
    private ByteBuffer rest = ByteBuffer.allocate(0);
    private Pieces pieces;
    private int sent;

    Client(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private StreamServer(int events) throws IOException {
    this.events = events;
    this.selector = Selector.open();
    this.listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress("127.0.0.1", 0), 1024);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
    this.thread = new Thread(this::serve, "stream-server");
    thread.setDaemon(true);
  }

  /** Starts one on a free port. */
  static StreamServer start(int events) {
    try {
      StreamServer server = new StreamServer(events);
      server.thread.start();
      return server;
    } catch (IOException e) {
      throw new BenchException("127.0.0.1: cannot be listened on: " + e.getMessage(), e);
    }
  }

  /** An event of a model's answer. */
  static String event(String model, String choices) {
    return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
        + "\"model\":\""
        + model
        + "\",\"choices\":"
        + choices
        + "}\n\n";
  }

  /** The last request that came, or {@code null}. */
  Recorder.Request last() {
    return last.isEmpty() ? null : Recorder.Request.of(last);
  }

  int port() {
    return listener.socket().getLocalPort();
  }

  /** Events written since the start. */
  long events() {
    return written.get();
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(2000);
      listener.close();
      selector.close();
    } catch (IOException e) {
      throw new BenchException("stream server: cannot be closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve() {
    long next = System.nanoTime();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        selector.select(streaming.isEmpty() ? 100 : 1);
        Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
        while (keys.hasNext()) {
          SelectionKey key = keys.next();
          keys.remove();
          if (key.isAcceptable()) {
            accept();
          } else if (key.isReadable()) {
            read(key, (Client) key.attachment());
          }
        }
        long now = System.nanoTime();
        if (now - next >= 0) {
          // A late round is not made up for: two events at once would be read as one.
          next = now + PACE_NANOS;
          streaming.removeIf(this::send);
        }
      }
    } catch (IOException e) {
      throw new BenchException("stream server: " + e.getMessage(), e);
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = listener.accept();
    if (channel != null) {
      channel.configureBlocking(false);
      channel.socket().setTcpNoDelay(true);
      channel.register(selector, SelectionKey.OP_READ, new Client(channel));
    }
  }

  private void read(SelectionKey key, Client client) {
    try {
      if (client.channel.read(client.in) < 0) {
        drop(key, client);
        return;
      }
    } catch (IOException e) {
      drop(key, client);
      return;
    }
    int length = requestLength(client.in);
    if (length < 0) {
      return;
    }
    last = new String(client.in.array(), 0, length, StandardCharsets.ISO_8859_1);
    client.pieces = pieces.computeIfAbsent(Recorder.modelOf(last), Pieces::of);
    client.in.clear();
    client.sent = 0;
    client.rest = ByteBuffer.wrap(HEAD);
    streaming.add(client);
  }

  private void drop(SelectionKey key, Client client) {
    key.cancel();
    streaming.remove(client);
    try {
      client.channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  /** Bytes of the request in the buffer, or -1 while it is not complete. */
  static int requestLength(ByteBuffer in) {
    String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
    int head = text.indexOf("\r\n\r\n");
    if (head < 0) {
      return -1;
    }
    if (text.toLowerCase(Locale.ROOT).lastIndexOf("transfer-encoding: chunked", head) >= 0) {
      return text.endsWith("\r\n0\r\n\r\n") ? in.position() : -1;
    }
    int length = head + 4;
    for (String line : text.substring(0, head).split("\r\n")) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length += Integer.parseInt(line.substring(15).strip());
      }
    }
    return in.position() >= length ? length : -1;
  }

  /** Writes one event; true when the answer is complete or the client has gone. */
  private boolean send(Client client) {
    try {
      if (client.rest.hasRemaining()) {
        client.channel.write(client.rest);
        return client.sent == events && !client.rest.hasRemaining();
      }
      boolean last = client.sent == events - 1;
      client.rest = ByteBuffer.wrap(last ? client.pieces.last() : client.pieces.one());
      written.incrementAndGet();
      client.channel.write(client.rest);
      client.sent++;
      return last && !client.rest.hasRemaining();
    } catch (IOException e) {
      return true;
    }
  }

  private static byte[] chunk(String data) {
    return ascii(Integer.toHexString(data.length()) + "\r\n" + data + "\r\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      out.put(part);
    }
    return out.array();
  }
}
