package dev.samovar.core.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one VM counts of all endpoints, and its decisions. It is written to the proxy's shared data,
 * where the VM that exchanges reads it ({@link ProcessCounts}).
 */
public final class VmCounts {
  static final int LAYOUT = 2;

  /** Idle endpoints make room; past it, more are not counted. */
  private static final int MOST_ENDPOINTS = 1024;

  private final Map<String, EndpointCounts> endpoints = new HashMap<>();
  private final RecentDecisions decisions = new RecentDecisions();

  /** The decisions of this VM. */
  public RecentDecisions decisions() {
    return decisions;
  }

  /** The counts of an endpoint, or {@code null} where there are too many. */
  public EndpointCounts endpoint(String provider, String address) {
    String id = ProcessCounts.id(provider, address);
    EndpointCounts found = endpoints.get(id);
    if (found == null) {
      if (endpoints.size() >= MOST_ENDPOINTS) {
        forgetIdle();
      }
      if (endpoints.size() < MOST_ENDPOINTS) {
        found = new EndpointCounts(provider, address);
        endpoints.put(id, found);
      }
    }
    return found;
  }

  private void forgetIdle() {
    List<String> idle = new ArrayList<>();
    for (Map.Entry<String, EndpointCounts> entry : endpoints.entrySet()) {
      if (entry.getValue().isIdle()) {
        idle.add(entry.getKey());
      }
    }
    for (String id : idle) {
      endpoints.remove(id);
    }
  }

  /** All of it with the time. */
  public byte[] toBytes(long nowMillis) {
    WireWriter out = new WireWriter().u8(LAYOUT).varint(nowMillis).varint(endpoints.size());
    for (EndpointCounts endpoint : endpoints.values()) {
      out.text(endpoint.provider()).text(endpoint.address());
      for (int i = 0; i < EndpointCounts.FIGURES; i++) {
        out.varint(endpoint.get(i));
      }
    }
    decisions.write(out, nowMillis);
    return out.toBytes();
  }
}
