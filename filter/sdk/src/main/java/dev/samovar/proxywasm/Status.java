package dev.samovar.proxywasm;

/** What a host call answered (ABI 0.2.1, {@code proxy_status_t}). */
public enum Status {
  OK(0),
  NOT_FOUND(1),
  BAD_ARGUMENT(2),
  SERIALIZATION_FAILURE(3),
  PARSE_FAILURE(4),
  BAD_EXPRESSION(5),
  INVALID_MEMORY_ACCESS(6),
  EMPTY(7),
  CAS_MISMATCH(8),
  RESULT_MISMATCH(9),
  INTERNAL_FAILURE(10),
  BROKEN_CONNECTION(11),
  UNIMPLEMENTED(12);

  private static final Status[] BY_WIRE = values();

  private final int wire;

  Status(int wire) {
    this.wire = wire;
  }

  /** The ABI's number. */
  public int wire() {
    return wire;
  }

  /** The status of an ABI number; an unlisted number is {@link #INTERNAL_FAILURE}. */
  public static Status of(int wire) {
    return wire >= 0 && wire < BY_WIRE.length ? BY_WIRE[wire] : INTERNAL_FAILURE;
  }
}
