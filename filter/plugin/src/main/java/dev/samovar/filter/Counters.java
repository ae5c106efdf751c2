package dev.samovar.filter;

import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.MetricType;
import java.util.HashMap;
import java.util.Map;

/**
 * The filter's metrics in the proxy's {@code /stats}, each defined when it is first needed. Names
 * come from the configuration and from here, never from a client.
 *
 * <p>A counter that each request moves has a slot: what it counts is told to the proxy at the next
 * tick. Until the first tick it is told at once, for a VM without a timer would never tell it.
 */
final class Counters {
  private final Host host;
  private final Map<String, Integer> ids = new HashMap<>();
  private int[] slots = new int[16];
  private long[] untold = new long[16];
  private int used;
  private boolean ticks;

  Counters(Host host) {
    this.host = host;
  }

  /** The slot of a counter, for callers that keep it. */
  int slot(String name) {
    int id = id(MetricType.COUNTER, name);
    for (int i = 0; i < used; i++) {
      if (slots[i] == id) {
        return i;
      }
    }
    if (used == slots.length) {
      int[] moreSlots = new int[2 * used];
      long[] moreUntold = new long[2 * used];
      System.arraycopy(slots, 0, moreSlots, 0, used);
      System.arraycopy(untold, 0, moreUntold, 0, used);
      slots = moreSlots;
      untold = moreUntold;
    }
    slots[used] = id;
    return used++;
  }

  void add(int slot, long delta) {
    if (ticks) {
      untold[slot] += delta;
    } else {
      host.incrementMetric(slots[slot], delta);
    }
  }

  void add(String name, long delta) {
    host.incrementMetric(id(MetricType.COUNTER, name), delta);
  }

  void gauge(String name, long value) {
    host.recordMetric(id(MetricType.GAUGE, name), value);
  }

  /**
   * Tells what was counted.
   *
   * @param again whether it will be called again before long
   */
  void tell(boolean again) {
    ticks = again;
    for (int i = 0; i < used; i++) {
      if (untold[i] != 0) {
        host.incrementMetric(slots[i], untold[i]);
        untold[i] = 0;
      }
    }
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
