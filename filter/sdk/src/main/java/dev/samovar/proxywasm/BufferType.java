package dev.samovar.proxywasm;

/** A byte buffer that the proxy holds (ABI 0.2.1, {@code proxy_buffer_type_t}). */
public enum BufferType {
  HTTP_REQUEST_BODY(0),
  HTTP_RESPONSE_BODY(1),
  DOWNSTREAM_DATA(2),
  UPSTREAM_DATA(3),
  HTTP_CALL_RESPONSE_BODY(4),
  GRPC_CALL_MESSAGE(5),
  VM_CONFIGURATION(6),
  PLUGIN_CONFIGURATION(7),
  FOREIGN_FUNCTION_ARGUMENTS(8);

  private final int wire;

  BufferType(int wire) {
    this.wire = wire;
  }

  /** The ABI's number. */
  public int wire() {
    return wire;
  }
}
