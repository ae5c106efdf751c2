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

  /** By provider, then by address: no key is put together for a request. */
  private final Map<String, Map<String, EndpointCounts>> providers = new HashMap<>();

  private final RecentDecisions decisions = new RecentDecisions();
  private int count;

  /** The decisions of this VM. */
  public RecentDecisions decisions() {
    return decisions;
  }

  /** The counts of an endpoint, or {@code null} where there are too many. */
  public EndpointCounts endpoint(String provider, String address) {
    Map<String, EndpointCounts> of = providers.get(provider);
    EndpointCounts found = of == null ? null : of.get(address);
    return found == null ? counted(provider, address) : found;
  }

  private EndpointCounts counted(String provider, String address) {
    if (count >= MOST_ENDPOINTS) {
      forgetIdle();
    }
    if (count >= MOST_ENDPOINTS) {
      return null;
    }
    Map<String, EndpointCounts> of = providers.get(provider);
    if (of == null) {
      of = new HashMap<>();
      providers.put(provider, of);
    }
    EndpointCounts made = new EndpointCounts(provider, address);
    of.put(address, made);
    count++;
    return made;
  }

  private void forgetIdle() {
    List<EndpointCounts> idle = new ArrayList<>();
    for (Map<String, EndpointCounts> of : providers.values()) {
      for (EndpointCounts endpoint : of.values()) {
        if (endpoint.isIdle()) {
          idle.add(endpoint);
        }
      }
    }
    for (EndpointCounts endpoint : idle) {
      Map<String, EndpointCounts> of = providers.get(endpoint.provider());
      of.remove(endpoint.address());
      if (of.isEmpty()) {
        providers.remove(endpoint.provider());
      }
      count--;
    }
  }

  /** All of it with the time. */
  public byte[] toBytes(long nowMillis) {
    WireWriter out = new WireWriter().u8(LAYOUT).varint(nowMillis).varint(count);
    for (Map<String, EndpointCounts> of : providers.values()) {
      for (EndpointCounts endpoint : of.values()) {
        out.text(endpoint.provider()).text(endpoint.address());
        for (int i = 0; i < EndpointCounts.FIGURES; i++) {
          out.varint(endpoint.get(i));
        }
      }
    }
    decisions.write(out, nowMillis);
    return out.toBytes();
  }
}
