package dev.samovar.hostsim;

/** What a filter said about headers, data or trailers, in Envoy's terms. */
enum Verdict {
  CONTINUE,
  /** Hold this; the rest of the stream still reaches the filter. */
  STOP,
  /** Hold everything; too much of it is an error. */
  STOP_ALL_BUFFER,
  /** Hold everything; too much of it stops reading. */
  STOP_ALL_WATERMARK,
  /** Data only: hold, and stop reading when it is too much. */
  STOP_WATERMARK,
  /** Data only: the filter keeps what it has seen, the proxy drops it. */
  STOP_NO_BUFFER
}
