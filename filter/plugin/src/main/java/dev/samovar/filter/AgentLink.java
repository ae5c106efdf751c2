package dev.samovar.filter;

import dev.samovar.core.exchange.ExchangeAnswer;
import dev.samovar.core.exchange.ExchangeUpload;
import dev.samovar.core.exchange.ProcessCounts;
import dev.samovar.core.exchange.SnapshotReader;
import dev.samovar.core.exchange.SnapshotRows;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.proxywasm.BufferType;
import dev.samovar.proxywasm.HeaderPairs;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.LogLevel;
import dev.samovar.proxywasm.MapType;
import dev.samovar.proxywasm.SharedValue;
import dev.samovar.proxywasm.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * This VM's end of the exchange with one agent, for all feeds that come from there.
 *
 * <p>One VM of the process speaks for all: whoever holds the lease in shared data. Who we are and
 * the sequence lie in shared data too, so that the next holder goes on where this one ended. An
 * agent that does not exchange is asked for the metrics alone, feed by feed, and tried again a
 * minute later.
 *
 * <p>Long because one exchange is prepared, sent and taken over here.
 */
final class AgentLink {
  private static final int MAX_ANSWER = 2 << 20;
  private static final int TRY_AGAIN_MILLIS = 60_000;

  private final byte[] cluster;
  private byte[] headers;
  private final Lease lease;
  private final byte[] stateKey;
  private final byte[] snapshotKey;
  private final Fleet fleet;
  private final SnapshotRows rows = new SnapshotRows();
  private final SnapshotReader reader = new SnapshotReader();
  private final List<LoadFeed> feeds = new ArrayList<>();
  private final Gathering gathering = new Gathering();

  private int refreshMillis;
  private int periodMillis;
  private long askedAt;

  /** The root whose exchange is under way, or {@code null}. */
  private PluginRoot asking;

  private long metricsUntil;
  private int keys;
  private int keysTaken;
  private boolean speaksNoExchange;
  private long sequence;
  private long epoch;
  private long revision;
  private long newsCursor;
  private long prefixesTold;
  private int snapshotCas = -1;

  /**
   * @param fleet of the endpoints that this agent tells
   */
  AgentLink(String cluster, Fleet fleet) {
    this.fleet = fleet;
    this.cluster = Names.utf8(cluster);
    this.lease = new Lease(cluster);
    this.stateKey = Names.utf8(Names.SHARED_DATA + "exchange/" + cluster);
    this.snapshotKey = Names.utf8(Names.SHARED_DATA + "snapshot/" + cluster);
  }

  void attach(LoadFeed feed) {
    feeds.add(feed);
    feedsChanged();
  }

  /** True when no feed is left. */
  boolean detach(LoadFeed feed) {
    feeds.remove(feed);
    feedsChanged();
    return feeds.isEmpty();
  }

  private void feedsChanged() {
    keys++;
    refreshMillis = Integer.MAX_VALUE;
    for (LoadFeed feed : feeds) {
      refreshMillis = Math.min(refreshMillis, feed.refreshMillis());
    }
    periodMillis = refreshMillis;
    String token = null;
    for (LoadFeed feed : feeds) {
      token = token == null ? feed.token() : token;
    }
    headers = headers(token);
  }

  private byte[] headers(String token) {
    byte[][] parts = {
      Names.METHOD,
      Names.utf8("POST"),
      Names.PATH,
      Names.utf8("/v1/exchange"),
      Names.AUTHORITY,
      cluster,
      Names.CONTENT_TYPE,
      Names.EXCHANGE,
      Names.ACCEPT,
      Names.EXCHANGE,
      Names.utf8("authorization"),
      Names.utf8("Bearer " + token)
    };
    return HeaderPairs.encode(token == null ? Arrays.copyOf(parts, parts.length - 2) : parts);
  }

  /** The answer to a root that is gone never comes; the next root asks again. */
  void forget(PluginRoot root) {
    if (asking == root) {
      asking = null;
    }
  }

  /** Asks where it is this VM's turn. */
  void tick(PluginRoot root, Worker worker, long nowMillis) {
    if (!lease.isHeld(root.proxy(), worker, nowMillis, refreshMillis)) {
      gathering.forget();
      // Whoever exchanges meanwhile may be told what this VM then never hears of.
      revision = 0;
      readSnapshot(root.proxy());
      return;
    }
    long since = nowMillis - askedAt;
    boolean early = since >= 0 && since < periodMillis - periodMillis / 8;
    if (early || asking != null) {
      return;
    }
    askedAt = nowMillis;
    if (nowMillis < metricsUntil && metricsUntil - nowMillis <= TRY_AGAIN_MILLIS) {
      askForMetrics(root, worker);
    } else {
      exchange(root, worker, nowMillis);
    }
  }

  private void askForMetrics(PluginRoot root, Worker worker) {
    for (LoadFeed feed : feeds) {
      feed.ask(root, worker);
    }
  }

  private void exchange(PluginRoot root, Worker worker, long nowMillis) {
    Host host = root.proxy();
    SharedValue state = host.sharedData(stateKey);
    boolean valid = state != null && state.value().length == Bytes.PAIR;
    String proxy = Names.text(host.property(Names.NODE_ID));
    if (proxy == null) {
      proxy = "";
    }
    long instance =
        valid
            ? Bytes.getLong(state.value(), 0)
            : worker.random(host.currentTimeNanos()) ^ (long) proxy.hashCode() << 32;
    long next = 1 + (valid ? Bytes.getLong(state.value(), 8) : 0);
    byte[] taken = Bytes.pair(instance, next);
    if (host.setSharedData(stateKey, taken, state == null ? 0 : state.cas()) != Status.OK) {
      return;
    }
    sequence = next;
    ProcessCounts counts = gathering.gather(host, nowMillis, next);
    ExchangeUpload upload =
        new ExchangeUpload()
            .who(instance, next, proxy, gathering.workers(), epoch, revision, newsCursor);
    LoadFeed[] asked = new LoadFeed[feeds.size()];
    for (int i = 0; i < asked.length; i++) {
      asked[i] = feeds.get(i);
    }
    int asKeys = keys;
    if (keysTaken != asKeys) {
      keys(upload, asked);
    }
    upload.counts(counts, gathering.told());
    long told = upload.prefixes(PrefixSharing.log(host), prefixesTold);
    byte[] body = upload.decisions(counts).toBytes();
    Status started =
        root.call(
            cluster,
            headers,
            body,
            timeoutMillis(),
            (pairs, size, trailers) -> {
              if (sequence == next) {
                asking = null;
                answered(root, worker, pairs, size, asked, asKeys, counts, told);
              } else {
                worker.counters(host).add("exchange.error", 1);
              }
            });
    asking = started == Status.OK ? root : null;
    if (asking == null) {
      failed(
          host, worker, "cluster " + Names.text(cluster) + " does not take the call: " + started);
    }
  }

  /** All keys behind what their prefixes share; each feed's lie together, in the feeds' order. */
  private static void keys(ExchangeUpload upload, LoadFeed[] asked) {
    String shared = asked[0].keyPrefix();
    int count = 0;
    for (LoadFeed feed : asked) {
      while (!feed.keyPrefix().startsWith(shared)) {
        shared = shared.substring(0, shared.length() - 1);
      }
      count += feed.keys().length;
    }
    String[] names = new String[count];
    int at = 0;
    for (LoadFeed feed : asked) {
      String rest = feed.keyPrefix().substring(shared.length());
      for (String key : feed.keys()) {
        names[at++] = rest + key;
      }
    }
    upload.keys(shared, names);
  }

  private void answered(
      PluginRoot root,
      Worker worker,
      int pairs,
      int size,
      LoadFeed[] asked,
      int askedKeys,
      ProcessCounts counts,
      long told) {
    Host host = root.proxy();
    String name = Names.text(cluster);
    if (pairs == 0) {
      failed(host, worker, "no answer from " + name);
      return;
    }
    String status = Names.text(host.header(MapType.HTTP_CALL_RESPONSE_HEADERS, Names.STATUS));
    if (!exchanges(host, status)) {
      askWithout(root, worker, status);
      return;
    }
    if (!"200".equals(status)) {
      failed(host, worker, name + " answered " + status);
      return;
    }
    ExchangeAnswer answer = read(host, size);
    int expected = 0;
    for (LoadFeed feed : asked) {
      expected += feed.keys().length;
    }
    double[] values = answer == null ? null : answer.values();
    if (answer == null || values != null && values.length != expected) {
      keysTaken = 0;
      failed(host, worker, name + " answered something else than an exchange");
      return;
    }
    worker.counters(host).add("exchange.ok", 1);
    speaksNoExchange = false;
    epoch = answer.epoch();
    revision = answer.revision();
    keysTaken = answer.keysWanted() || answer.repeated() ? 0 : askedKeys;
    periodMillis = answer.nextMillis();
    root.tickWithin(periodMillis);
    if (answer.repeated()) {
      return;
    }
    gathering.tell(counts);
    long now = host.currentTimeNanos() / 1_000_000;
    if (!rows.take(answer, now)) {
      revision = 0;
      failed(host, worker, name + " answered a malformed snapshot");
      return;
    }
    byte[] snapshot = rows.toBytes(epoch, now);
    host.setSharedData(snapshotKey, snapshot, 0);
    reader.read(snapshot, fleet);
    prefixesTold = told;
    if (answer.newsCursor() >= 0 && PrefixSharing.change(host, log -> rows.news(answer, log))) {
      newsCursor = answer.newsCursor();
    }
    long readAt = now - answer.ageMillis();
    int at = 0;
    for (LoadFeed feed : asked) {
      if (values != null) {
        feed.told(host, worker, values, at, readAt);
      }
      at += feed.keys().length;
    }
  }

  private static ExchangeAnswer read(Host host, int size) {
    if (size > MAX_ANSWER) {
      return null;
    }
    byte[] body = new byte[size];
    int got = host.readBuffer(BufferType.HTTP_CALL_RESPONSE_BODY, 0, body, 0, size);
    return got == size ? ExchangeAnswer.read(body) : null;
  }

  /** Takes over what the VM that exchanges wrote. */
  private void readSnapshot(Host host) {
    SharedValue shared = host.sharedData(snapshotKey);
    if (shared != null && shared.cas() != snapshotCas) {
      snapshotCas = shared.cas();
      reader.read(shared.value(), fleet);
    }
  }

  /**
   * Whether this is how an agent that knows the exchange answers. One that refuses it may tell the
   * metrics nevertheless; whoever says nothing of the exchange's type is an older one.
   */
  private static boolean exchanges(Host host, String status) {
    if ("200".equals(status)) {
      String type = Names.text(host.header(MapType.HTTP_CALL_RESPONSE_HEADERS, Names.CONTENT_TYPE));
      return "application/x-samovar-exchange".equals(type);
    }
    boolean refused = status != null && status.length() == 3 && status.charAt(0) == '4';
    return !refused || "408".equals(status) || "429".equals(status);
  }

  private void askWithout(PluginRoot root, Worker worker, String status) {
    Host host = root.proxy();
    worker.counters(host).add("exchange.error", 1);
    if (!speaksNoExchange) {
      speaksNoExchange = true;
      Log.line(
          host,
          LogLevel.INFO,
          "exchange: "
              + Names.text(cluster)
              + " answered "
              + status
              + "; asking for metrics alone");
    }
    keysTaken = 0;
    periodMillis = refreshMillis;
    metricsUntil = host.currentTimeNanos() / 1_000_000 + TRY_AGAIN_MILLIS;
    askForMetrics(root, worker);
  }

  private void failed(Host host, Worker worker, String why) {
    worker.counters(host).add("exchange.error", 1);
    for (LoadFeed feed : feeds) {
      feed.failed(host, worker, why);
    }
  }

  private int timeoutMillis() {
    int longest = 0;
    for (LoadFeed feed : feeds) {
      longest = Math.max(longest, feed.timeoutMillis());
    }
    return longest;
  }
}
