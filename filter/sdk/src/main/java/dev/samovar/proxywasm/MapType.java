package dev.samovar.proxywasm;

/** A header map that the proxy holds (ABI 0.2.1, {@code proxy_header_map_type_t}). */
public enum MapType {
  HTTP_REQUEST_HEADERS(0),
  HTTP_REQUEST_TRAILERS(1),
  HTTP_RESPONSE_HEADERS(2),
  HTTP_RESPONSE_TRAILERS(3),
  GRPC_CALL_INITIAL_METADATA(4),
  GRPC_CALL_TRAILING_METADATA(5),
  HTTP_CALL_RESPONSE_HEADERS(6),
  HTTP_CALL_RESPONSE_TRAILERS(7);

  private final int wire;

  MapType(int wire) {
    this.wire = wire;
  }

  /** The ABI's number. */
  public int wire() {
    return wire;
  }
}
