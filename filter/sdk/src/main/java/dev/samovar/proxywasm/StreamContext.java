package dev.samovar.proxywasm;

/** One stream: {@link HttpContext} or {@link TcpContext}. */
public abstract sealed class StreamContext extends Context permits HttpContext, TcpContext {
  private int paused;

  StreamContext(Host host) {
    super(host);
  }

  /** Remembers what a callback of one direction answered; null is the filter's mistake. */
  final Action answered(StreamType direction, Action action) {
    if (action == null) {
      throw new NullPointerException("action: null; answer CONTINUE or PAUSE");
    }
    int bit = 1 << direction.wire();
    paused = action == Action.PAUSE ? paused | bit : paused & ~bit;
    return action;
  }

  final boolean isPaused(StreamType direction) {
    return (paused >> direction.wire() & 1) != 0;
  }

  /** {@code proxy_on_log}: the stream has ended; its header maps are still readable. */
  public void onLog() {}
}
