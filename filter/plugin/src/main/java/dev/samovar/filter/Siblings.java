package dev.samovar.filter;

import dev.samovar.core.exchange.SiblingCounts;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.SharedValue;
import java.util.Map;

/**
 * Tells the other VMs of the process what this one has in flight, and learns it from them, through
 * shared data.
 *
 * <p>A VM that is alone tells nothing but at its tick. Others tell and learn with their requests,
 * each at most every {@value #PAUSE_MILLIS} ms; told earlier is what has changed much since, and
 * when nothing is in flight any more: then nothing may come that would tell it.
 */
final class Siblings {
  private static final int PAUSE_MILLIS = 10;

  /** So many changes, and an eighth of what is in flight, are told at once. */
  private static final int MOST_CHANGES = 4;

  /** Of VMs, so many of the youngest are looked for. */
  private static final long MOST_VMS = 1024;

  private static final int WALK_MILLIS = 10_000;

  private final Map<String, Fleet> fleets;
  private final SiblingCounts counts = new SiblingCounts();
  private byte[] mine;

  /** Where the others write, {@code null} for one that is gone. */
  private byte[][] others = new byte[0][];

  private int known;
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

  /** Something has begun or ended. */
  void turn(Host host) {
    if (known > 0) {
      turn(host, host.currentTimeNanos());
    }
  }

  /** Something is decided next, has begun or ended. */
  void turn(Host host, long nowNanos) {
    if (known == 0) {
      return;
    }
    long now = nowNanos / 1_000_000;
    if (changes > 0
        && (inFlight == 0
            || changes >= MOST_CHANGES + inFlight / 8
            || Math.abs(now - toldAt) >= PAUSE_MILLIS)) {
      tell(host, now);
    }
    if (Math.abs(now - learnedAt) >= PAUSE_MILLIS) {
      learn(host, now);
    }
  }

  /**
   * Time has passed.
   *
   * @param number of this VM among those that count
   */
  void tick(Host host, long number, long now) {
    if (mine == null) {
      mine = key(number);
    }
    tell(host, now);
    long last = VmNumber.last(host, VmNumber.COUNTING);
    if (last != newest || Math.abs(now - walkedAt) > WALK_MILLIS) {
      newest = last;
      walkedAt = now;
      walk((int) Math.min(last, MOST_VMS), last, number);
    }
    learn(host, now);
  }

  private void walk(int count, long last, long number) {
    others = new byte[count][];
    for (int i = 0; i < count; i++) {
      if (last - i != number) {
        others[i] = key(last - i);
      }
    }
  }

  private void tell(Host host, long now) {
    toldAt = now;
    changes = 0;
    host.setSharedData(mine, counts.write(fleets, now), 0);
  }

  private void learn(Host host, long now) {
    learnedAt = now;
    known = 0;
    counts.begin();
    for (int i = 0; i < others.length; i++) {
      SharedValue value = others[i] == null ? null : host.sharedData(others[i]);
      if (value == null) {
        // Numbered, but not written yet.
        continue;
      }
      if (counts.add(value.value(), fleets, now)) {
        known++;
      } else {
        others[i] = null;
      }
    }
    counts.end(now);
  }

  private static byte[] key(long vm) {
    return Names.utf8(Names.SHARED_DATA + "siblings/" + vm);
  }
}
