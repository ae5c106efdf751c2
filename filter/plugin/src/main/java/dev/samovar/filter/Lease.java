package dev.samovar.filter;

import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.SharedValue;
import dev.samovar.proxywasm.Status;

/**
 * Says which one VM of the process speaks with an agent: the holder of a lease in shared data,
 * taken by compare-and-swap.
 */
final class Lease {
  /** It lasts so many refresh intervals: a VM that is gone is replaced within a second. */
  private static final int INTERVALS = 3;

  private final byte[] key;

  Lease(String cluster) {
    this.key = Names.utf8(Names.SHARED_DATA + "lease/" + cluster);
  }

  /** Whether this VM holds it now; takes or prolongs it where nobody else does. */
  boolean isHeld(Host host, Worker worker, long nowMillis, int refreshMillis) {
    long owner = worker.number(host);
    SharedValue lease = host.sharedData(key);
    long term = (long) INTERVALS * refreshMillis;
    if (lease != null && lease.value().length == Bytes.PAIR) {
      long holder = Bytes.getLong(lease.value(), 0);
      long until = Bytes.getLong(lease.value(), 8);
      boolean clockWentBack = until - nowMillis > 2 * term;
      if (holder != owner && until > nowMillis && !clockWentBack) {
        return false;
      }
    }
    byte[] mine = Bytes.pair(owner, nowMillis + term);
    return host.setSharedData(key, mine, lease == null ? 0 : lease.cas()) == Status.OK;
  }
}
