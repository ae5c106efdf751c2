package dev.samovar.proxywasm;

/** Who closed a connection (ABI 0.2.1, {@code proxy_peer_type_t}). */
public enum PeerType {
  UNKNOWN(0),
  LOCAL(1),
  REMOTE(2);

  private static final PeerType[] BY_WIRE = values();

  private final int wire;

  PeerType(int wire) {
    this.wire = wire;
  }

  /** The ABI's number. */
  public int wire() {
    return wire;
  }

  /** The peer of an ABI number; an unlisted number is {@link #UNKNOWN}. */
  public static PeerType of(int wire) {
    return wire >= 0 && wire < BY_WIRE.length ? BY_WIRE[wire] : UNKNOWN;
  }
}
