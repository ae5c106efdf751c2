package dev.samovar.llmsim.http;

import dev.samovar.llmsim.time.Timers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * An HTTP/1.1 server whose sockets, timers and handler all run on one thread, so that whatever
 * stands behind the handler needs no locks.
 */
public final class Server implements AutoCloseable {
  private static final int READ_BYTES = 64 << 10;
  private static final long SWEEP_NANOS = 5_000_000_000L;
  private static final long ACCEPT_PAUSE_NANOS = 100_000_000L;

  private final Limits limits;
  private final Timers timers;
  private final Handler handler;
  private final BiFunction<Integer, String, Response> refusal;
  private final ServerSocketChannel listener;
  private final Selector selector;
  private final SelectionKey acceptKey;
  private final byte[] input = new byte[READ_BYTES];
  private final Set<Connection> connections = new LinkedHashSet<>();
  private final ConcurrentLinkedQueue<Runnable> calls = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closing;

  /**
   * Binds to {@code address}; {@link #run} then serves.
   *
   * @param refusal makes the answer to a request that is not HTTP, of a status and a message
   * @throws IOException when the address cannot be bound
   */
  public Server(
      InetSocketAddress address,
      Limits limits,
      Timers timers,
      Handler handler,
      BiFunction<Integer, String, Response> refusal)
      throws IOException {
    this.limits = limits;
    this.timers = timers;
    this.handler = handler;
    this.refusal = refusal;
    this.listener = ServerSocketChannel.open();
    try {
      listener.bind(address, 1024);
      listener.configureBlocking(false);
      this.selector = Selector.open();
      this.acceptKey = listener.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  /** Where the server listens. */
  public InetSocketAddress address() {
    try {
      return (InetSocketAddress) listener.getLocalAddress();
    } catch (IOException e) {
      throw new IllegalStateException("the server is closed", e);
    }
  }

  /** Serves on the calling thread until {@link #close}. */
  public void run() {
    try {
      timers.after(SWEEP_NANOS, this::sweep);
      while (!closing) {
        long wait = timers.untilNext();
        if (wait == 0) {
          selector.selectNow();
        } else {
          selector.select(wait < 0 ? 0 : wait / 1_000_000 + 1);
        }
        Set<SelectionKey> ready = selector.selectedKeys();
        for (SelectionKey key : ready) {
          serve(key);
        }
        ready.clear();
        for (Runnable call = calls.poll(); call != null; call = calls.poll()) {
          guarded(call);
        }
        guarded(timers::runDue);
      }
    } catch (IOException | ClosedSelectorException e) {
      System.err.println("llm-sim: the server ends: " + e);
    } finally {
      end();
    }
  }

  /** Runs {@code call} on the server's thread, soon. Safe from any thread. */
  public void execute(Runnable call) {
    calls.add(call);
    selector.wakeup();
  }

  private void serve(SelectionKey key) {
    if (!key.isValid()) {
      return;
    }
    if (key == acceptKey) {
      accept();
      return;
    }
    Connection connection = (Connection) key.attachment();
    try {
      if (key.isWritable()) {
        connection.flush();
      }
      if (key.isValid() && key.isReadable()) {
        connection.received(input, ((SocketChannel) key.channel()).read(ByteBuffer.wrap(input)));
      }
    } catch (IOException e) {
      connection.close();
    } catch (RuntimeException e) {
      System.err.println("llm-sim: a request failed: " + e);
      connection.close();
    }
  }

  private static void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      System.err.println("llm-sim: a task failed: " + e);
    }
  }

  private void accept() {
    try {
      for (SocketChannel channel = listener.accept();
          channel != null;
          channel = listener.accept()) {
        if (connections.size() >= limits.connections()) {
          channel.close();
          continue;
        }
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        Connection connection = new Connection(this, channel, key);
        key.attach(connection);
        connections.add(connection);
      }
    } catch (IOException e) {
      // Out of descriptors: trying again at once would spin.
      acceptKey.interestOps(0);
      timers.after(
          ACCEPT_PAUSE_NANOS,
          () -> {
            if (acceptKey.isValid()) {
              acceptKey.interestOps(SelectionKey.OP_ACCEPT);
            }
          });
    }
  }

  private void sweep() {
    long now = timers.now();
    for (Connection connection : new ArrayList<>(connections)) {
      connection.expire(now);
    }
    timers.after(SWEEP_NANOS, this::sweep);
  }

  private void end() {
    try {
      listener.close();
      List.copyOf(connections).forEach(Connection::close);
      selector.close();
    } catch (IOException e) {
      System.err.println("llm-sim: closing: " + e);
    } finally {
      ended.countDown();
    }
  }

  /** Ends {@link #run}, closes every connection and waits for that for at most a second. */
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      ended.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Limits limits() {
    return limits;
  }

  Timers timers() {
    return timers;
  }

  Handler handler() {
    return handler;
  }

  Response refusal(int status, String message) {
    return refusal.apply(status, message);
  }

  void forget(Connection connection) {
    connections.remove(connection);
  }
}
