package dev.samovar.proxywasm;

/** What the proxy does with a stream after a callback (ABI 0.2.1, {@code proxy_action_t}). */
public enum Action {
  /** Hand the headers, the body or the trailers on. */
  CONTINUE(0),
  /** Hold them; a body is buffered by the proxy. */
  PAUSE(1);

  private final int wire;

  Action(int wire) {
    this.wire = wire;
  }

  /** The ABI's number. */
  public int wire() {
    return wire;
  }
}
