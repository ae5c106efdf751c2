package dev.samovar.filter;

import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.SharedValue;
import dev.samovar.proxywasm.Status;

/**
 * A number that no other VM of the process has: a counter in shared data, raised by
 * compare-and-swap.
 */
final class VmNumber {
  /** Of VMs that ask for a lease. */
  static final byte[] VMS = Names.utf8(Names.SHARED_DATA + "vms");

  /** Of VMs that write their counts. */
  static final byte[] COUNTING = Names.utf8(Names.SHARED_DATA + "counting");

  /** Of VMs that decide. */
  static final byte[] DECIDING = Names.utf8(Names.SHARED_DATA + "deciding");

  private static final int TRIES = 100;

  private VmNumber() {}

  static long next(Host host, byte[] key) {
    for (int i = 0; i < TRIES; i++) {
      SharedValue last = host.sharedData(key);
      long number = number(last) + 1;
      byte[] mine = new byte[8];
      Bytes.putLong(mine, 0, number);
      if (host.setSharedData(key, mine, last == null ? 0 : last.cas()) == Status.OK) {
        return number;
      }
    }
    return host.currentTimeNanos();
  }

  /** The number drawn last, 0 before the first. */
  static long last(Host host, byte[] key) {
    return number(host.sharedData(key));
  }

  private static long number(SharedValue value) {
    return value != null && value.value().length == 8 ? Bytes.getLong(value.value(), 0) : 0;
  }
}
