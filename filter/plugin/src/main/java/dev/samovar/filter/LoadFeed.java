package dev.samovar.filter;

import dev.samovar.core.config.Dialect;
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
 * <p>One VM of the process fetches for all ({@link AgentLink}) and writes the snapshot to shared
 * data, where the others read it. Keys of shared data carry a layout version, because they outlive
 * a change of the module.
 */
final class LoadFeed {
  /** What users of the Istio LLM filter look for in the log; one call brings both here. */
  private static final String ISTIO = "llm-proxy: query load failed, query kv cache failed: ";

  private static final int MAX_ANSWER = 1 << 20;

  private final String id;
  private final String cluster;
  private final String store;
  private final int refreshMillis;
  private final int timeoutMillis;
  private final String keyPrefix;
  private final String token;
  private final boolean onTimer;
  private final boolean istio;
  private final String[] keys;
  private final AgentCall call;
  private final byte[] dataKey;

  private int users;
  private LoadSnapshot latest;
  private int latestCas = -1;
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
    this.istio = settings.dialect() == Dialect.ISTIO;
    this.keyPrefix = settings.keyPrefix();
    this.token = settings.agentToken() == null ? null : settings.agentToken().value();
    this.call = new AgentCall(cluster, keyPrefix, keys);
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

  /** Whether a timer keeps it fresh, not each request. */
  boolean onTimer() {
    return onTimer;
  }

  String cluster() {
    return cluster;
  }

  int refreshMillis() {
    return refreshMillis;
  }

  String keyPrefix() {
    return keyPrefix;
  }

  /** What the agent wants to see of whom it does not know, or {@code null}. */
  String token() {
    return token;
  }

  /** The key of each provider, without the prefix. */
  String[] keys() {
    return keys;
  }

  /** Reads what another VM wrote. */
  void tick(Host host, Worker worker, long nowMillis) {
    readShared(host);
    if (latest != null) {
      worker.counters(host).gauge("snapshot.age_ms", latest.ageMillis(nowMillis));
    }
  }

  /** Asks the agent for these keys alone. */
  void ask(PluginRoot root, Worker worker) {
    Host host = root.proxy();
    Status started =
        root.call(
            call.cluster(),
            call.headers(),
            null,
            timeoutMillis,
            (headers, size, trailers) -> answered(host, worker, headers, size));
    if (started != Status.OK) {
      failed(host, worker, "cluster " + cluster + " does not take the call: " + started);
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
    take(host, worker, snapshot);
  }

  /** Takes what an exchange told: of all its values, those of this feed begin at {@code from}. */
  void told(Host host, Worker worker, double[] values, int from, long readAtMillis) {
    double[] loads = new double[keys.length];
    System.arraycopy(values, from, loads, 0, loads.length);
    take(host, worker, LoadSnapshot.of(loads, readAtMillis));
  }

  private void take(Host host, Worker worker, LoadSnapshot snapshot) {
    latest = snapshot;
    host.setSharedData(dataKey, snapshot.toBytes(), 0);
    worker.counters(host).add("snapshot.fetch.ok", 1);
    if (failing) {
      failing = false;
      Log.line(
          host, LogLevel.INFO, (istio ? "llm-proxy: " : "metrics: ") + cluster + " answers again");
    }
  }

  /** A call that could not start or came back empty; said once until it works again. */
  void failed(Host host, Worker worker, String why) {
    worker.counters(host).add("snapshot.fetch.error", 1);
    if (!failing) {
      failing = true;
      Log.line(
          host,
          LogLevel.WARN,
          (istio ? ISTIO : "metrics: ") + why + "; deciding by the last values");
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
