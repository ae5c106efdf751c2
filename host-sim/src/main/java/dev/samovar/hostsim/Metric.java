package dev.samovar.hostsim;

import dev.samovar.proxywasm.MetricType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One metric of the process; all VMs add to the same.
 *
 * <p>proxy-wasm ABI 0.2.1, "Metrics".
 */
public final class Metric {
  private final MetricType type;
  private final String name;
  private final List<Long> recorded = new ArrayList<>();
  private long value;

  Metric(MetricType type, String name) {
    this.type = type;
    this.name = name;
  }

  /** Counter, gauge or histogram. */
  public MetricType type() {
    return type;
  }

  /** The name that the guest gave it. */
  public String name() {
    return name;
  }

  /** The value of a counter or gauge; how many values a histogram has. */
  public long value() {
    return type == MetricType.HISTOGRAM ? recorded.size() : value;
  }

  /** All values that a histogram has been given. */
  public List<Long> recorded() {
    return Collections.unmodifiableList(recorded);
  }

  void add(long delta) {
    value += delta;
  }

  void set(long newValue) {
    value = newValue;
  }

  void record(long newValue) {
    recorded.add(newValue);
  }

  @Override
  public String toString() {
    return name + " = " + (type == MetricType.HISTOGRAM ? recorded : value);
  }
}
