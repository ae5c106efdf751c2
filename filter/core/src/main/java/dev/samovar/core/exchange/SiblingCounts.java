package dev.samovar.core.exchange;

import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.fleet.Own;
import dev.samovar.core.text.Mix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What each worker of one process has in flight, as bytes that the others of the process, its
 * siblings, take over into their fleets: each then knows what the whole process has.
 *
 * <p>Endpoints are named by their keys, and those without a request are left out. A round reads
 * what every sibling wrote; whoever is not in it has nothing.
 */
public final class SiblingCounts {
  static final int LAYOUT = 1;

  /** More than any worker has at one endpoint. */
  private static final long MOST = 1 << 20;

  private List<Own> told = new ArrayList<>();
  private List<Own> toldBefore = new ArrayList<>();
  private long round;

  /**
   * What this worker has.
   *
   * @param fleets by any name that is the same in all workers
   */
  public byte[] write(Map<String, Fleet> fleets, long nowMillis) {
    WireWriter out = new WireWriter().u8(LAYOUT).varint(nowMillis);
    for (Map.Entry<String, Fleet> entry : fleets.entrySet()) {
      WireWriter counts = new WireWriter();
      for (Fleet.Group group : entry.getValue().groups()) {
        write(group.whole(), counts);
        for (int i = 0; i < group.count(); i++) {
          write(group.get(i), counts);
        }
      }
      out.u64(id(entry.getKey())).block(counts.toBytes());
    }
    return out.toBytes();
  }

  /** A round begins. */
  public void begin() {
    round++;
    List<Own> last = toldBefore;
    toldBefore = told;
    told = last;
    told.clear();
  }

  /**
   * Adds what a sibling wrote.
   *
   * @return false where it is gone, or wrote something else
   */
  public boolean add(byte[] bytes, Map<String, Fleet> fleets, long nowMillis) {
    WireReader in = new WireReader(bytes);
    boolean known = in.u8() == LAYOUT;
    long age = nowMillis - in.varint();
    if (!known
        || age > ProcessCounts.VM_LIFE_MILLIS
        || age < -ProcessCounts.VM_LIFE_MILLIS
        || in.isBad()) {
      return false;
    }
    while (in.hasMore()) {
      Fleet fleet = find(in.u64(), fleets);
      WireReader part = in.part();
      while (fleet != null && part.hasMore()) {
        add(part, fleet, nowMillis);
      }
    }
    return true;
  }

  private void add(WireReader in, Fleet fleet, long nowMillis) {
    Endpoint endpoint = fleet.find(in.u64());
    int inFlight = (int) Math.min(in.varint(), MOST);
    int pending = (int) Math.min(in.varint(), inFlight);
    long tokens = in.varint();
    if (endpoint != null
        && !in.isBad()
        && endpoint.own().siblings(round, inFlight, pending, tokens, nowMillis)) {
      told.add(endpoint.own());
    }
  }

  /** The round is over. */
  public void end(long nowMillis) {
    for (int i = 0; i < toldBefore.size(); i++) {
      toldBefore.get(i).siblingsTold(round, nowMillis);
    }
  }

  private static void write(Endpoint endpoint, WireWriter out) {
    Own own = endpoint.own();
    if (own.mine() > 0) {
      out.u64(endpoint.key())
          .varint(own.mine())
          .varint(own.minePending())
          .varint((long) own.mineTokens());
    }
  }

  private static Fleet find(long id, Map<String, Fleet> fleets) {
    for (Map.Entry<String, Fleet> entry : fleets.entrySet()) {
      if (id(entry.getKey()) == id) {
        return entry.getValue();
      }
    }
    return null;
  }

  private static long id(String fleet) {
    return Mix.of(fleet, "");
  }
}
