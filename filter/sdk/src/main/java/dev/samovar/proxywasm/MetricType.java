package dev.samovar.proxywasm;

/** Kind of a metric that the proxy keeps (ABI 0.2.1, {@code proxy_metric_type_t}). */
public enum MetricType {
  COUNTER(0),
  GAUGE(1),
  HISTOGRAM(2);

  private final int wire;

  MetricType(int wire) {
    this.wire = wire;
  }

  /** The ABI's number. */
  public int wire() {
    return wire;
  }
}
