package dev.samovar.filter;

import dev.samovar.core.exchange.ProcessCounts;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.SharedValue;

/**
 * Collects what all VMs of the process count, for the one that exchanges.
 *
 * <p>Shared data cannot be listed, but VMs that count are numbered: the numbers are walked through
 * whenever a new one was drawn and every ten seconds, in between only the VMs that were found.
 */
final class Gathering {
  /** Of VMs, so many of the youngest are looked for. */
  private static final long MOST_VMS = 1024;

  private long[] living = new long[0];

  /** Of each living VM, the number of its last decision that was told. */
  private long[] decisions = new long[0];

  private int workers;
  private long newest;
  private long walkedAt;
  private ProcessCounts told;

  /** What the last exchange told, or {@code null} where this VM did not hold it. */
  ProcessCounts told() {
    return told;
  }

  void tell(ProcessCounts counts) {
    told = counts;
  }

  /** Another VM exchanges meanwhile: what this one knows of the last exchange is void. */
  void forget() {
    told = null;
  }

  /** How many VMs took part; at least one, since one is asking. */
  int workers() {
    return Math.max(1, workers);
  }

  /** Reads all VMs' counts; {@code turn} says which one's decisions come first. */
  ProcessCounts gather(Host host, long nowMillis, long turn) {
    long last = VmNumber.last(host, VmNumber.COUNTING);
    if (last != newest || Math.abs(nowMillis - walkedAt) > ProcessCounts.VM_LIFE_MILLIS) {
      newest = last;
      walkedAt = nowMillis;
      walk((int) Math.min(last, MOST_VMS), last);
    }
    ProcessCounts counts = new ProcessCounts();
    workers = 0;
    for (int i = 0; i < living.length; i++) {
      int at = (int) ((i + turn) % living.length);
      SharedValue value = living[at] == 0 ? null : host.sharedData(key(living[at]));
      if (value == null) {
        // Numbered, but not written yet.
        continue;
      }
      long decision = counts.add(value.value(), nowMillis, decisions[at]);
      if (decision < 0) {
        living[at] = 0;
      } else {
        decisions[at] = decision;
        workers++;
      }
    }
    return counts;
  }

  /** Takes the youngest VMs into the list, with what is known of them. */
  private void walk(int count, long last) {
    long[] vms = new long[count];
    long[] told = new long[count];
    for (int i = 0; i < count; i++) {
      vms[i] = last - i;
      for (int j = 0; j < living.length; j++) {
        if (living[j] == vms[i]) {
          told[i] = decisions[j];
        }
      }
    }
    living = vms;
    decisions = told;
  }

  /** Where a VM writes its counts. */
  static byte[] key(long vm) {
    return Names.utf8(Names.SHARED_DATA + "counts/" + vm);
  }
}
