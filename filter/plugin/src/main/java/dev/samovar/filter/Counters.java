package dev.samovar.filter;

import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.MetricType;
import java.util.HashMap;
import java.util.Map;

/**
 * The filter's metrics in the proxy's {@code /stats}, each defined when it is first needed. Names
 * come from the configuration and from here, never from a client.
 */
final class Counters {
  private final Host host;
  private final Map<String, Integer> ids = new HashMap<>();

  Counters(Host host) {
    this.host = host;
  }

  /** The id of a counter, for callers that keep it. */
  int counter(String name) {
    return id(MetricType.COUNTER, name);
  }

  void add(int id, long delta) {
    host.incrementMetric(id, delta);
  }

  void add(String name, long delta) {
    host.incrementMetric(counter(name), delta);
  }

  void gauge(String name, long value) {
    host.recordMetric(id(MetricType.GAUGE, name), value);
  }

  private int id(MetricType type, String name) {
    Integer id = ids.get(name);
    if (id == null) {
      id = host.defineMetric(type, Names.utf8(Names.METRICS + name));
      ids.put(name, id);
    }
    return id;
  }
}
