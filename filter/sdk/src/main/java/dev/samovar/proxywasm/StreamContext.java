package dev.samovar.proxywasm;

/** One stream: {@link HttpContext} or {@link TcpContext}. */
public abstract sealed class StreamContext extends Context permits HttpContext, TcpContext {
  StreamContext(Host host) {
    super(host);
  }

  /** {@code proxy_on_log}: the stream has ended; its header maps are still readable. */
  public void onLog() {}
}
