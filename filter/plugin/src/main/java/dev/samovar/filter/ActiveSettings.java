package dev.samovar.filter;

import dev.samovar.core.config.Provider;
import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Ask;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.decision.Reading;
import dev.samovar.core.decision.Selector;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.json.JsonText;
import dev.samovar.core.prefix.PrefixIndex;
import dev.samovar.core.request.BodyScanner;
import dev.samovar.core.request.ReadPlan;
import dev.samovar.core.request.RequestBody;
import dev.samovar.core.request.RequestGate;
import dev.samovar.core.snapshot.LoadSnapshot;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.LogLevel;
import dev.samovar.proxywasm.MapType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Settings with everything that a request needs prepared: bytes, endpoints, the feed, counters. */
final class ActiveSettings {
  /** More bodies than these are seldom under way at once. */
  private static final int MOST_SCANNERS = 16;

  private static final int MOST_MODELS = 1024;

  private final Settings settings;
  private final RequestGate gate;
  private final Fleet fleet;
  private final ReadPlan plan;
  private final PrefixIndex index;
  private final List<BodyScanner> scanners = new ArrayList<>();
  private final LoadFeed feed;
  private final Selector selector;
  private final DecisionRecord record;
  private final SampledDecisions sampled;
  private final int part;
  private final byte[] targetHeader;
  private final byte[] clusterHeader;
  private final byte[][] endpointHeaders;
  private final byte[][] names;
  private final byte[][] clusters;
  private final Map<String, UpstreamModel> models = new HashMap<>();
  private LoadSnapshot applied;

  /**
   * An upstream model's name.
   *
   * @param plain as a header value
   * @param quoted as a JSON string
   */
  record UpstreamModel(byte[] plain, byte[] quoted) {}

  /**
   * @param decides whether requests are decided by them, and so loads are needed
   * @param sampled the log of whole decisions
   * @param part 0 for the settings beside {@code _rules_}, else the number of the rule
   */
  ActiveSettings(
      Settings settings, Worker worker, boolean decides, SampledDecisions sampled, int part) {
    this.settings = settings;
    this.sampled = settings.decisionLogSample() > 0 ? sampled : null;
    this.part = part;
    this.gate = new RequestGate(settings);
    this.fleet = worker.fleet(settings.agentCluster());
    this.plan = Reading.of(settings);
    this.index = decides && plan.prefix() ? worker.index(settings.prefix()) : null;
    this.feed = decides ? worker.acquire(settings) : null;
    this.selector = new Selector(settings, fleet, index);
    this.record = new DecisionRecord(settings);
    this.targetHeader = Names.utf8(settings.targetHeader());
    this.clusterHeader =
        settings.clusterHeader().isEmpty() ? null : Names.utf8(settings.clusterHeader());
    List<String> headers = settings.failover().headers();
    this.endpointHeaders = new byte[headers.size()][];
    for (int i = 0; i < endpointHeaders.length; i++) {
      endpointHeaders[i] = Names.utf8(headers.get(i));
    }
    int n = settings.providers().size();
    this.names = new byte[n][];
    this.clusters = new byte[n][];
    for (int i = 0; i < n; i++) {
      Provider provider = settings.providers().get(i);
      names[i] = Names.utf8(provider.name());
      clusters[i] = Names.utf8(provider.cluster());
    }
  }

  Settings settings() {
    return settings;
  }

  /** Tells which requests are ours. */
  RequestGate gate() {
    return gate;
  }

  LoadFeed feed() {
    return feed;
  }

  Fleet fleet() {
    return fleet;
  }

  /** A scanner at its beginning; {@link #giveBack} makes it ready for another body. */
  BodyScanner takeScanner() {
    return scanners.isEmpty() ? new BodyScanner(plan) : scanners.remove(scanners.size() - 1);
  }

  void giveBack(RequestBody body) {
    if (body instanceof BodyScanner scanner && scanners.size() < MOST_SCANNERS) {
      scanner.reset();
      scanners.add(scanner);
    }
  }

  /** Which prefixes are where, or {@code null} where nobody asks. */
  PrefixIndex index() {
    return index;
  }

  byte[] targetHeader() {
    return targetHeader;
  }

  /** The header that carries the provider's cluster, or {@code null}. */
  byte[] clusterHeader() {
    return clusterHeader;
  }

  /** The headers that carry the ranked endpoints. */
  byte[][] endpointHeaders() {
    return endpointHeaders;
  }

  /** Takes a client's own decision away from a request that is not decided here. */
  void strip(Host host, Head head) {
    if (clusterHeader != null && head.has(clusterHeader)) {
      host.removeHeader(MapType.HTTP_REQUEST_HEADERS, clusterHeader);
      host.callForeignFunction(Names.CLEAR_ROUTE_CACHE, null);
    }
    for (byte[] header : endpointHeaders) {
      if (head.has(header)) {
        host.removeHeader(MapType.HTTP_REQUEST_HEADERS, header);
      }
    }
    if (head.has(Names.TARGET_MODEL)) {
      host.removeHeader(MapType.HTTP_REQUEST_HEADERS, Names.TARGET_MODEL);
    }
  }

  /** The provider's name as a header value. */
  byte[] name(int provider) {
    return names[provider];
  }

  /** The provider's cluster as a header value, empty where none is given. */
  byte[] cluster(int provider) {
    return clusters[provider];
  }

  /** The upstream model's bytes, {@code null} for {@code null}. */
  UpstreamModel model(String name) {
    if (name == null) {
      return null;
    }
    UpstreamModel model = models.get(name);
    if (model == null) {
      model = new UpstreamModel(Names.utf8(name), Names.utf8(JsonText.quote(name)));
      // After a failover it may be the client's own name, of which there is no end.
      if (models.size() < MOST_MODELS) {
        models.put(name, model);
      }
    }
    return model;
  }

  /** Decides, counts and logs; {@code null} where no rule has the model. */
  Decision decide(Host host, Worker worker, Ask ask, long nowNanos) {
    long now = nowNanos / 1_000_000;
    applyLoads(worker);
    long random = worker.random(nowNanos);
    Decision decision = selector.choose(ask, now, random);
    if (decision != null) {
      if (sampled != null
          && SampledDecisions.isDrawn(random, settings.decisionLogSample())
          && worker.logs(LogLevel.INFO)) {
        sampled.keep(host, part, settings, fleet, selector, ask, now, random, decision);
      }
      record.keep(host, worker, decision, ask.model(), now);
      if (selector.shadow() != null) {
        record.keep(host, worker, selector.shadow());
      }
    }
    return decision;
  }

  /** Says which model no rule has. */
  void notFound(Host host, String model) {
    record.notFound(host, model);
  }

  /** The last decision with its candidates, as JSON. */
  String explain(Decision decision, Ask ask) {
    return selector.explain(decision, ask.demand());
  }

  void release(Worker worker) {
    worker.release(feed);
  }

  /**
   * The scalar loads belong to the providers as a whole, which other settings may give other keys.
   */
  private void applyLoads(Worker worker) {
    LoadSnapshot loads = feed == null ? null : feed.latest();
    if (worker.lendsLoadsTo(this) && loads == applied) {
      return;
    }
    applied = loads;
    for (int i = 0; i < names.length; i++) {
      fleet
          .group(settings.providers().get(i).fleetName())
          .whole()
          .load(
              loads == null ? Double.NaN : loads.load(i),
              loads == null ? -1 : loads.readAtMillis());
    }
  }
}
