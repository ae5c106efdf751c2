package dev.samovar.filter;

import dev.samovar.core.exchange.SiblingCounts;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.SharedValue;
import java.util.Map;

/**
 * Tells the other VMs of the process that decide what this one has in flight, and learns it from
 * them, through shared data.
 *
 * <p>It takes part from its first decision, and learns with its requests, every {@value
 * #PAUSE_MILLIS} ms at most, and at its tick. It tells as often; earlier where much has changed
 * since, and where nothing is in flight any more, because then nothing may come that would tell it.
 * A VM that is alone tells at its tick only.
 */
final class Siblings {
  private static final int PAUSE_MILLIS = 10;

  /** So many changes, and an eighth of what is in flight, are told at once. */
  private static final int MOST_CHANGES = 4;

  /** Of VMs, so many of the youngest are looked for. */
  private static final long MOST_VMS = 1024;

  /** Whoever was taken for gone is looked for again after so long. */
  private static final int WALK_MILLIS = 10_000;

  private final Map<String, Fleet> fleets;
  private final SiblingCounts counts = new SiblingCounts();
  private long number;
  private byte[] mine;

  /** Where the others write, {@code null} for one that is gone. */
  private byte[][] others = new byte[0][];

  private boolean alone = true;
  private long newest;
  private long walkedAt;
  private long toldAt;
  private long learnedAt;
  private int inFlight;
  private int changes;

  Siblings(Map<String, Fleet> fleets) {
    this.fleets = fleets;
  }

  /** A request of this VM was sent. */
  void began() {
    inFlight++;
    changes++;
  }

  /** One of them has ended. */
  void ended() {
    inFlight--;
    changes++;
  }

  /** Something is decided next, has begun or ended. */
  void turn(Host host, long nowNanos) {
    long now = nowNanos / 1_000_000;
    if (mine == null) {
      number = VmNumber.next(host, VmNumber.DECIDING);
      mine = key(number);
      tick(host, now);
      return;
    }
    if (Math.abs(now - learnedAt) >= PAUSE_MILLIS) {
      learn(host, now);
    }
    if (!alone
        && changes > 0
        && (inFlight == 0
            || changes >= MOST_CHANGES + inFlight / 8
            || Math.abs(now - toldAt) >= PAUSE_MILLIS)) {
      tell(host, now);
    }
  }

  /** Time has passed. */
  void tick(Host host, long now) {
    if (mine == null) {
      return;
    }
    tell(host, now);
    if (Math.abs(now - walkedAt) > WALK_MILLIS) {
      newest = 0;
    }
    learn(host, now);
  }

  private void tell(Host host, long now) {
    toldAt = now;
    changes = 0;
    host.setSharedData(mine, counts.write(fleets, now), 0);
  }

  private void learn(Host host, long now) {
    learnedAt = now;
    long last = VmNumber.last(host, VmNumber.DECIDING);
    if (last != newest) {
      newest = last;
      walkedAt = now;
      walk((int) Math.min(last, MOST_VMS));
    }
    alone = true;
    counts.begin();
    for (int i = 0; i < others.length; i++) {
      if (others[i] == null) {
        continue;
      }
      SharedValue value = host.sharedData(others[i]);
      // Numbered, but not written yet, is there too.
      if (value == null || counts.add(value.value(), fleets, now)) {
        alone = false;
      } else {
        others[i] = null;
      }
    }
    counts.end(now);
  }

  private void walk(int count) {
    others = new byte[count][];
    for (int i = 0; i < count; i++) {
      if (newest - i != number) {
        others[i] = key(newest - i);
      }
    }
  }

  private static byte[] key(long vm) {
    return Names.utf8(Names.SHARED_DATA + "siblings/" + vm);
  }
}
