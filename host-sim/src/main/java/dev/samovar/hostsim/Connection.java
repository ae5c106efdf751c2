package dev.samovar.hostsim;

import java.io.ByteArrayOutputStream;

/**
 * One TCP connection through the filter.
 *
 * <p>proxy-wasm ABI 0.2.1, "TCP streams (or connections)".
 */
public final class Connection implements AutoCloseable {
  private static final int REMOTE = 2;
  private static final int LOCAL = 1;

  private final HostSim sim;
  private final Vm vm;
  private final TcpFilter filter = new TcpFilter(this);
  private final HostContext context;
  private final ByteArrayOutputStream upstream = new ByteArrayOutputStream();
  private final ByteArrayOutputStream downstream = new ByteArrayOutputStream();
  private final Body held = new Body();
  private final Body heldAnswer = new Body();
  private boolean closed;

  Connection(HostSim sim, Vm vm, HostContext root) {
    this.sim = sim;
    this.vm = vm;
    context = vm.createTcpContext(root, filter);
    sim.operation(
        () ->
            vm.invoke(
                context, "proxy_on_new_connection", () -> vm.guest().onNewConnection(context.id)));
  }

  /** The client sends bytes. */
  public Connection send(byte[] bytes, boolean endOfStream) {
    return pass(held, upstream, bytes, endOfStream, false);
  }

  /** The upstream sends bytes. */
  public Connection answer(byte[] bytes, boolean endOfStream) {
    return pass(heldAnswer, downstream, bytes, endOfStream, true);
  }

  private Connection pass(
      Body buffer, ByteArrayOutputStream out, byte[] bytes, boolean end, boolean answer) {
    if (closed) {
      throw new IllegalStateException("send: the connection is closed");
    }
    sim.operation(
        () -> {
          buffer.append(bytes, bytes.length);
          filter.offer(answer, buffer);
          int action =
              answer
                  ? vm.invoke(
                      context,
                      "proxy_on_upstream_data",
                      () -> vm.guest().onUpstreamData(context.id, buffer.size(), end))
                  : vm.invoke(
                      context,
                      "proxy_on_downstream_data",
                      () -> vm.guest().onDownstreamData(context.id, buffer.size(), end));
          if (action == 0) {
            forward(buffer, out);
          }
        });
    return this;
  }

  private static void forward(Body buffer, ByteArrayOutputStream out) {
    out.writeBytes(buffer.toArray());
    buffer.clear();
  }

  void continueDownstream() {
    forward(held, upstream);
  }

  void closeByGuest() {
    close(LOCAL);
  }

  /** What has gone to the upstream. */
  public byte[] sentUpstream() {
    return upstream.toByteArray();
  }

  /** What has gone to the client. */
  public byte[] sentDownstream() {
    return downstream.toByteArray();
  }

  /** Whether it is closed. */
  public boolean isClosed() {
    return closed;
  }

  /** The client closes it. */
  @Override
  public void close() {
    sim.operation(() -> close(REMOTE));
  }

  private void close(int peer) {
    if (closed) {
      return;
    }
    closed = true;
    vm.invoke(
        context,
        "proxy_on_downstream_connection_close",
        () -> Vm.done(() -> vm.guest().onDownstreamClose(context.id, peer)));
    vm.invoke(
        context,
        "proxy_on_upstream_connection_close",
        () -> Vm.done(() -> vm.guest().onUpstreamClose(context.id, LOCAL)));
    vm.endTcpContext(context);
  }
}
