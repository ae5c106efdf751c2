package dev.samovar.proxywasm;

/** One TCP connection; every callback has a default that lets it pass. */
public abstract non-sealed class TcpContext extends StreamContext {

  /** Keeps the host for {@link #host()}. */
  protected TcpContext(Host host) {
    super(host);
  }

  /** {@code proxy_on_new_connection}. */
  public Action onNewConnection() {
    return Action.CONTINUE;
  }

  /** {@code proxy_on_downstream_data}: {@link BufferType#DOWNSTREAM_DATA}. */
  public Action onDownstreamData(int size, boolean endOfStream) {
    return Action.CONTINUE;
  }

  /** {@code proxy_on_downstream_connection_close}. */
  public void onDownstreamClose(PeerType peer) {}

  /** {@code proxy_on_upstream_data}: {@link BufferType#UPSTREAM_DATA}. */
  public Action onUpstreamData(int size, boolean endOfStream) {
    return Action.CONTINUE;
  }

  /** {@code proxy_on_upstream_connection_close}. */
  public void onUpstreamClose(PeerType peer) {}
}
