package dev.samovar.core.exchange;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sums over all VMs of a proxy at one moment, and the decisions that were not told yet. */
public final class ProcessCounts {
  /** A VM that has written nothing for so long is gone. */
  public static final long VM_LIFE_MILLIS = 10_000;

  private static final int MOST_DECISIONS = 32;

  private final Map<String, EndpointCounts> endpoints = new HashMap<>();
  private final List<RecentDecisions.Shown> decisions = new ArrayList<>();

  /**
   * Adds what a VM wrote.
   *
   * @param told the number of its last decision that was told
   * @return the number of its last decision, or -1 where the VM is gone or wrote something else
   */
  public long add(byte[] vm, long nowMillis, long told) {
    WireReader in = new WireReader(vm);
    boolean known = in.u8() == VmCounts.LAYOUT;
    long age = nowMillis - in.varint();
    if (!known || age > VM_LIFE_MILLIS || age < -VM_LIFE_MILLIS) {
      return -1;
    }
    for (int left = in.count(); left > 0 && !in.isBad(); left--) {
      EndpointCounts sum = sum(in.text(), in.text());
      for (int i = 0; i < EndpointCounts.FIGURES; i++) {
        sum.add(i, in.varint());
      }
    }
    long last = told;
    for (int left = in.count(); left > 0 && !in.isBad(); left--) {
      long number = in.varint();
      RecentDecisions.Shown shown =
          new RecentDecisions.Shown(
              Math.max(0, in.varint() + age), in.text(), in.text(), in.text(), in.u8());
      if (number > told && decisions.size() < MOST_DECISIONS && !in.isBad()) {
        decisions.add(shown);
      }
      last = Math.max(last, number);
    }
    return last;
  }

  Collection<EndpointCounts> endpoints() {
    return endpoints.values();
  }

  EndpointCounts endpoint(String provider, String address) {
    return endpoints.get(id(provider, address));
  }

  List<RecentDecisions.Shown> decisions() {
    return decisions;
  }

  static String id(String provider, String address) {
    return provider + '\n' + address;
  }

  private EndpointCounts sum(String provider, String address) {
    String id = id(provider, address);
    EndpointCounts sum = endpoints.get(id);
    if (sum == null) {
      sum = new EndpointCounts(provider, address);
      endpoints.put(id, sum);
    }
    return sum;
  }
}
