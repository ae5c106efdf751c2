package dev.samovar.filter;

import dev.samovar.core.config.Provider;
import dev.samovar.core.config.Settings;
import dev.samovar.core.config.Settings.Freshness;
import dev.samovar.core.snapshot.LoadSnapshot;
import dev.samovar.proxywasm.BufferType;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.LogLevel;
import dev.samovar.proxywasm.MapType;
import dev.samovar.proxywasm.SharedValue;
import dev.samovar.proxywasm.Status;

/**
 * The loads of one list of keys, as this VM knows them.
 *
 * <p>One VM of the process fetches for all: whoever holds the lease in shared data asks the agent
 * every {@code refreshInterval} and writes the snapshot to shared data, where the others read it.
 * Keys of shared data carry a layout version, because they outlive a change of the module.
 */
final class LoadFeed {
  /** A lease lasts so many refresh intervals: a VM that is gone is replaced within a second. */
  private static final int LEASE_INTERVALS = 3;

  private static final int LEASE_BYTES = 16;
  private static final int MAX_ANSWER = 1 << 20;

  private final String id;
  private final String cluster;
  private final String store;
  private final int refreshMillis;
  private final int timeoutMillis;
  private final boolean onTimer;
  private final String[] keys;
  private final AgentCall call;
  private final byte[] leaseKey;
  private final byte[] dataKey;

  private int users;
  private LoadSnapshot latest;
  private int latestCas = -1;

  /** The root whose call is under way, or {@code null}. */
  private PluginRoot asking;

  private long askedAt;
  private long owner;
  private boolean failing;

  LoadFeed(String id, Settings settings) {
    this.id = id;
    this.cluster = settings.agentCluster();
    this.store = cluster + ' ' + settings.keyPrefix();
    this.refreshMillis = settings.refreshMillis();
    this.timeoutMillis = settings.timeoutMillis();
    this.onTimer = settings.freshness() == Freshness.SNAPSHOT;
    this.keys = new String[settings.providers().size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = settings.providers().get(i).key();
    }
    this.call = new AgentCall(cluster, settings.keyPrefix(), keys);
    this.leaseKey = Names.utf8(Names.SHARED_DATA + "lease/" + id);
    this.dataKey = Names.utf8(Names.SHARED_DATA + "loads/" + id);
  }

  /** What makes two settings share a feed. */
  static String idOf(Settings settings) {
    StringBuilder out = new StringBuilder();
    out.append(settings.agentCluster())
        .append(' ')
        .append(settings.freshness())
        .append(' ')
        .append(settings.refreshMillis())
        .append(' ')
        .append(settings.timeoutMillis())
        .append(' ')
        .append(settings.keyPrefix());
    for (Provider provider : settings.providers()) {
      out.append(' ').append(provider.key().length()).append(':').append(provider.key());
    }
    return out.toString();
  }

  String id() {
    return id;
  }

  void acquire() {
    users++;
  }

  /** True when nobody uses the feed any more. */
  boolean release() {
    return --users == 0;
  }

  /** The last snapshot, or {@code null}. */
  LoadSnapshot latest() {
    return latest;
  }

  /** Reads what another VM wrote, and asks the agent where it is this VM's turn. */
  void tick(PluginRoot root, Worker worker, long nowMillis) {
    Host host = root.proxy();
    readShared(host);
    boolean due = onTimer && asking == null && nowMillis - askedAt >= refreshMillis / 2;
    if (due && holdsLease(host, nowMillis)) {
      askedAt = nowMillis;
      Status started =
          root.call(
              call,
              timeoutMillis,
              (headers, size, trailers) -> onTimer(host, worker, headers, size));
      asking = started == Status.OK ? root : null;
      if (asking == null) {
        failed(host, worker, "cluster " + cluster + " does not take the call: " + started);
      }
    }
    if (latest != null) {
      worker.counters(host).gauge("snapshot.age_ms", latest.ageMillis(nowMillis));
    }
  }

  private void onTimer(Host host, Worker worker, int headers, int size) {
    asking = null;
    answered(host, worker, headers, size);
  }

  /** The answer to a root that is gone never comes; the next root asks again. */
  void forget(PluginRoot root) {
    if (asking == root) {
      asking = null;
    }
  }

  /** Takes over what another feed knows of the same keys, until the first answer of its own. */
  void seedFrom(LoadFeed other) {
    if (latest != null || other.latest == null || !store.equals(other.store)) {
      return;
    }
    double[] loads = new double[keys.length];
    for (int i = 0; i < keys.length; i++) {
      loads[i] = Double.NaN;
      for (int k = 0; k < other.keys.length; k++) {
        if (keys[i].equals(other.keys[k])) {
          loads[i] = other.latest.load(k);
        }
      }
    }
    latest = LoadSnapshot.of(loads, other.latest.readAtMillis());
  }

  /** How one request asks for itself. */
  AgentCall call() {
    return call;
  }

  int timeoutMillis() {
    return timeoutMillis;
  }

  /** Takes the agent's answer from the host's buffers; a bad one changes nothing. */
  void answered(Host host, Worker worker, int headers, int size) {
    if (headers == 0) {
      failed(host, worker, "no answer from " + cluster);
      return;
    }
    String status = Names.text(host.header(MapType.HTTP_CALL_RESPONSE_HEADERS, Names.STATUS));
    if (!"200".equals(status)) {
      failed(host, worker, cluster + " answered " + status);
      return;
    }
    if (size > MAX_ANSWER) {
      failed(host, worker, cluster + " answered " + size + " bytes");
      return;
    }
    byte[] body = new byte[size];
    int read = host.readBuffer(BufferType.HTTP_CALL_RESPONSE_BODY, 0, body, 0, size);
    long now = host.currentTimeNanos() / 1_000_000;
    String text = read == size ? Names.text(body) : "";
    LoadSnapshot snapshot = LoadSnapshot.fromJson(text, keys, now - ageHeader(host));
    if (snapshot == null) {
      failed(host, worker, cluster + " answered something else than a JSON object of metrics");
      return;
    }
    latest = snapshot;
    host.setSharedData(dataKey, snapshot.toBytes(), 0);
    worker.counters(host).add("snapshot.fetch.ok", 1);
    if (failing) {
      failing = false;
      Log.line(host, LogLevel.INFO, "metrics: " + cluster + " answers again");
    }
  }

  /** A call that could not start or came back empty; said once until it works again. */
  void failed(Host host, Worker worker, String why) {
    worker.counters(host).add("snapshot.fetch.error", 1);
    if (!failing) {
      failing = true;
      Log.line(host, LogLevel.WARN, "metrics: " + why + "; deciding by the last values");
    }
  }

  private void readShared(Host host) {
    SharedValue shared = host.sharedData(dataKey);
    if (shared == null || shared.cas() == latestCas) {
      return;
    }
    latestCas = shared.cas();
    LoadSnapshot other = LoadSnapshot.fromBytes(shared.value(), keys.length);
    if (other != null && (latest == null || other.readAtMillis() >= latest.readAtMillis())) {
      latest = other;
    }
  }

  private boolean holdsLease(Host host, long nowMillis) {
    if (owner == 0) {
      owner = VmNumber.next(host);
    }
    SharedValue lease = host.sharedData(leaseKey);
    boolean valid = lease != null && lease.value().length == LEASE_BYTES;
    if (valid) {
      long holder = Bytes.getLong(lease.value(), 0);
      long until = Bytes.getLong(lease.value(), 8);
      boolean clockWentBack = until - nowMillis > 2L * LEASE_INTERVALS * refreshMillis;
      if (holder != owner && until > nowMillis && !clockWentBack) {
        return false;
      }
    }
    byte[] mine = new byte[LEASE_BYTES];
    Bytes.putLong(mine, 0, owner);
    Bytes.putLong(mine, 8, nowMillis + (long) LEASE_INTERVALS * refreshMillis);
    return host.setSharedData(leaseKey, mine, lease == null ? 0 : lease.cas()) == Status.OK;
  }

  private static long ageHeader(Host host) {
    byte[] age = host.header(MapType.HTTP_CALL_RESPONSE_HEADERS, Names.AGENT_AGE);
    long out = 0;
    for (int i = 0; age != null && i < age.length && i < 9; i++) {
      if (age[i] < '0' || age[i] > '9') {
        return 0;
      }
      out = 10 * out + (age[i] - '0');
    }
    return out;
  }
}
