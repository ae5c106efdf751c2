package dev.samovar.proxywasm;

/** One direction of a stream (ABI 0.2.1, {@code proxy_stream_type_t}). */
public enum StreamType {
  HTTP_REQUEST(0),
  HTTP_RESPONSE(1),
  DOWNSTREAM(2),
  UPSTREAM(3);

  private final int wire;

  StreamType(int wire) {
    this.wire = wire;
  }

  /** The ABI's number. */
  public int wire() {
    return wire;
  }
}
