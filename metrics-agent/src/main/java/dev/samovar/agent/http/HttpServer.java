package dev.samovar.agent.http;

import dev.samovar.agent.config.HostPort;
import dev.samovar.agent.config.TlsConfig;
import dev.samovar.agent.tls.ServerTls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * HTTP/1.1 on two threads that never wait. A slow client costs a connection, not a thread: it has
 * ten seconds for a whole request and two minutes between two, and past {@value #MAX_CONNECTIONS}
 * connections a new one is closed at once. Request lines are bounded to what a query of 64 KiB
 * needs.
 */
public final class HttpServer implements AutoCloseable {
  static final int MAX_CONNECTIONS = 4096;
  private static final int MAX_REQUEST_LINE = KeysQuery.MAX_QUERY_CHARS + 4096;
  private static final int MAX_HEADERS = 32 * 1024;
  private static final int BACKLOG = 1024;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          2, new DefaultThreadFactory("http", true), NioIoHandler.newFactory());
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Channel listener;
  private volatile boolean draining;

  /**
   * Binds and serves.
   *
   * @throws IOException beginning with the address, when it cannot be bound
   */
  public HttpServer(HostPort listen, Routes routes) throws IOException {
    this(listen, routes, Patience.DEFAULT, Optional.empty());
  }

  /**
   * Binds and serves with TLS.
   *
   * @throws IOException beginning with the address, or with the file of it that cannot be used
   */
  public HttpServer(HostPort listen, Routes routes, Optional<TlsConfig> tls) throws IOException {
    this(listen, routes, Patience.DEFAULT, tls);
  }

  HttpServer(HostPort listen, Routes routes, Patience patience) throws IOException {
    this(listen, routes, patience, Optional.empty());
  }

  private HttpServer(HostPort listen, Routes routes, Patience patience, Optional<TlsConfig> tls)
      throws IOException {
    Optional<SslContext> ssl;
    try {
      ssl = tls.map(ServerTls::context);
    } catch (IllegalArgumentException e) {
      loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
      throw new IOException(e.getMessage());
    }
    boolean certified = tls.isPresent() && tls.get().ca().isPresent();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel, routes, patience, ssl, certified);
                  }
                });
    InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
    if (address.isUnresolved()) {
      loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
      throw new IOException("listen: " + listen + ": host is unknown");
    }
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
      throw new IOException("listen: " + listen + ": " + bound.cause().getMessage());
    }
    listener = bound.channel();
  }

  private void accept(
      SocketChannel channel,
      Routes routes,
      Patience patience,
      Optional<SslContext> ssl,
      boolean certified) {
    if (connections.size() >= MAX_CONNECTIONS) {
      channel.close();
      return;
    }
    connections.add(channel);
    ssl.ifPresent(context -> channel.pipeline().addLast(context.newHandler(channel.alloc())));
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(
                new HttpDecoderConfig()
                    .setMaxInitialLineLength(MAX_REQUEST_LINE)
                    .setMaxHeaderSize(MAX_HEADERS)))
        .addLast(new FlowControlHandler())
        .addLast(new Conversation(routes, patience, inFlight, () -> draining, certified));
  }

  /** Where it listens; the port is the real one when 0 was asked. */
  public HostPort address() {
    InetSocketAddress local = (InetSocketAddress) listener.localAddress();
    return new HostPort(local.getAddress().getHostAddress(), local.getPort());
  }

  /** Lets answers under way finish for at most {@code millis}, then stops listening and closes. */
  public void drain(long millis) {
    draining = true;
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      while (inFlight.get() > 0 && System.nanoTime() < end) {
        Thread.sleep(5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  @Override
  public void close() {
    listener.close().awaitUninterruptibly(500);
    connections.close().awaitUninterruptibly(500);
    loops.shutdownGracefully(0, 200, TimeUnit.MILLISECONDS).awaitUninterruptibly(500);
  }
}
