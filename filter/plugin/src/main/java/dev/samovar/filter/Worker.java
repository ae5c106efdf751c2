package dev.samovar.filter;

import dev.samovar.core.config.PrefixSettings;
import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.exchange.EndpointCounts;
import dev.samovar.core.exchange.VmCounts;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.prefix.PrefixIndex;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.LogLevel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of one VM: what this worker saw of each provider, the feeds of metrics, the streams
 * whose headers are held.
 *
 * <p>It belongs to the VM and not to a root context, because a changed configuration makes a second
 * root in the same VM while the first one still has streams.
 */
final class Worker {
  /** Bytes of a body that are in the Java heap at a time. */
  private static final int WINDOW = 32 * 1024;

  private final Map<Integer, Trip> trips = new HashMap<>();
  private final Map<String, LoadFeed> feeds = new HashMap<>();
  private final Map<String, AgentLink> links = new HashMap<>();
  private final Map<String, Fleet> fleets = new HashMap<>();
  private final VmCounts counts = new VmCounts();
  private final Asking asking = new Asking();
  private final List<RouterStream> held = new ArrayList<>();
  private final Window window = new Window(WINDOW);
  private final Head head = new Head();
  private Counters counters;
  private LogLevel logLevel = LogLevel.INFO;
  private boolean seesAttempts;
  private boolean decides;
  private byte[] countsKey;
  private final Siblings siblings = new Siblings(fleets);
  private final PrefixSharing sharing = new PrefixSharing();
  private ActiveSettings loadsOf;
  private PrefixIndex index;
  private int nextTrip;
  private long number;
  private long random;

  Counters counters(Host host) {
    if (counters == null) {
      counters = new Counters(host);
    }
    return counters;
  }

  /** Understands the request at hand. */
  Asking asking() {
    return asking;
  }

  /** The other VMs of the process, and what they have in flight. */
  Siblings siblings() {
    return siblings;
  }

  /** The head of the request at hand. */
  Head head() {
    return head;
  }

  Window window() {
    return window;
  }

  /** Makes a request known to the upstream placement of the same VM; answers its number. */
  int embark(Trip trip) {
    nextTrip = nextTrip + 1 & 0x7fffffff;
    trips.put(nextTrip, trip);
    return nextTrip;
  }

  /** The request of that number, or {@code null}. */
  Trip trip(int number) {
    return trips.get(number);
  }

  void disembark(int number) {
    trips.remove(number);
  }

  /**
   * The feed of these settings, shared by all that ask for the same keys; null without an agent.
   */
  LoadFeed acquire(Settings settings) {
    if (!settings.hasAgent()) {
      return null;
    }
    String id = LoadFeed.idOf(settings);
    LoadFeed feed = feeds.get(id);
    if (feed == null) {
      feed = new LoadFeed(id, settings);
      for (LoadFeed other : feeds.values()) {
        feed.seedFrom(other);
      }
      feeds.put(id, feed);
      if (feed.onTimer()) {
        link(feed.cluster()).attach(feed);
      }
    }
    feed.acquire();
    return feed;
  }

  private AgentLink link(String cluster) {
    AgentLink link = links.get(cluster);
    if (link == null) {
      link = new AgentLink(cluster, fleet(cluster));
      links.put(cluster, link);
    }
    return link;
  }

  /** The endpoints that an agent tells, and those of settings without an agent. */
  Fleet fleet(String agentCluster) {
    return fleets.computeIfAbsent(agentCluster, name -> new Fleet());
  }

  /** Which prefixes this worker knows to be where; of the size that is asked first. */
  PrefixIndex index(PrefixSettings prefix) {
    if (index == null) {
      index = new PrefixIndex(prefix.entries(), prefix.blockTokens());
    }
    return index;
  }

  void release(LoadFeed feed) {
    if (feed != null && feed.release()) {
      feeds.remove(feed.id());
      AgentLink link = feed.onTimer() ? links.get(feed.cluster()) : null;
      if (link != null && link.detach(feed)) {
        links.remove(feed.cluster());
      }
    }
  }

  /** A root is gone, and with it the calls that it made. */
  void forget(PluginRoot root) {
    for (AgentLink link : links.values()) {
      link.forget(root);
    }
    counters(root.proxy()).tell(false);
  }

  /** Runs for the VM, whichever root's timer it was. */
  void tick(PluginRoot root, long nowMillis) {
    logLevel = root.readLogLevel();
    Host host = root.proxy();
    counters(host).tell(true);
    if (decides && !links.isEmpty()) {
      if (countsKey == null) {
        countsKey = Gathering.key(VmNumber.next(host, VmNumber.COUNTING));
      }
      host.setSharedData(countsKey, counts.toBytes(nowMillis), 0);
    }
    siblings.tick(host, nowMillis);
    for (LoadFeed feed : feeds.values()) {
      feed.tick(host, this, nowMillis);
    }
    if (index != null) {
      sharing.tick(host, number(host), index, fleets.values());
    }
    for (AgentLink link : links.values()) {
      link.tick(root, this, nowMillis);
    }
    for (int i = held.size() - 1; i >= 0; i--) {
      held.get(i).resumeIfUnread(nowMillis);
    }
  }

  /** Whether the loads in the fleet are those of these settings already; they are from now on. */
  boolean lendsLoadsTo(ActiveSettings settings) {
    boolean same = loadsOf == settings;
    loadsOf = settings;
    return same;
  }

  void hold(RouterStream stream) {
    stream.heldIndex(held.size());
    held.add(stream);
  }

  void release(RouterStream stream) {
    int index = stream.heldIndex();
    if (index < 0) {
      return;
    }
    RouterStream last = held.remove(held.size() - 1);
    if (last != stream) {
      held.set(index, last);
      last.heldIndex(index);
    }
    stream.heldIndex(-1);
  }

  boolean logs(LogLevel level) {
    return level.wire() >= logLevel.wire();
  }

  void logLevel(LogLevel level) {
    logLevel = level;
  }

  /** True once an upstream placement runs in this VM: it then reports what becomes of attempts. */
  boolean seesAttempts() {
    return seesAttempts;
  }

  void seesAttempts(boolean sees) {
    seesAttempts = sees;
  }

  /** This VM's number in the process. */
  long number(Host host) {
    if (number == 0) {
      number = VmNumber.next(host, VmNumber.VMS);
    }
    return number;
  }

  /** Keeps a decision to be told; a VM that never made one counts for no worker. */
  void decided(Decision decision, String provider, String model, long nowMillis) {
    decides = true;
    counts
        .decisions()
        .add(nowMillis, model, provider, decision.reason(), decision.level().ordinal());
  }

  /** The counts of an endpoint, or {@code null} where there are too many. */
  EndpointCounts endpoint(String provider, String address) {
    decides = true;
    return counts.endpoint(provider, address);
  }

  /** A pseudo-random number (xorshift64, Marsaglia 2003); the clock of the first call seeds it. */
  long random(long nowNanos) {
    if (random == 0) {
      random = nowNanos * 0x9E3779B97F4A7C15L | 1;
    }
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    return random;
  }
}
