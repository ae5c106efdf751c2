package dev.samovar.hostsim;

/** What a filter asks of the chain that it stands in: of the stream, or of one attempt. */
interface FilterChain {
  /** No further bytes of this direction reach filters. */
  boolean isDead(Side side);

  int bufferLimit();

  /** More is held than the limit allows; {@code watermark} asks only to stop reading. */
  void bufferOverflow(Side side, boolean watermark);

  void resumeReading();

  void localReply(LocalReply reply);

  /** A callback of the request's direction begins: a local reply waits for its end. */
  default void decoding() {}

  default void decoded() {}

  void reset(String details);

  /** A property that only this chain has, by its NUL-joined path, or {@code null}. */
  byte[] property(String path);

  /** The maps as the access log sees them. */
  Headers loggedHeaders(Side side);

  Headers loggedTrailers(Side side);
}
