package dev.samovar.core.log;

import dev.samovar.core.config.Provider;
import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Ask;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.decision.Selector;
import dev.samovar.core.exchange.WireReader;
import dev.samovar.core.exchange.WireWriter;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.policy.Candidates;
import dev.samovar.core.prefix.PrefixIndex;
import dev.samovar.core.text.Mix;
import java.util.ArrayList;
import java.util.List;

/**
 * One decision with all that it hung on, so that it can be made again elsewhere. It is to be
 * written right after the choice, before the request counts as sent.
 *
 * <p>Layout {@value #LAYOUT}, in the primitives of the exchange: {@code u8} layout, {@code u64}
 * configuration, {@code varint} part, {@code varint} now, {@code u64} random, {@link AskRecord}, a
 * list of providers ({@code text} name, {@link EndpointRecord} of the whole, a list of {@code text}
 * address and {@link EndpointRecord}), a list of hits ({@code varint} provider, endpoint, blocks),
 * {@link Chosen}. An endpoint takes 20 to 120 bytes. What policies remember of earlier turns
 * ({@code round-robin}) is not in it.
 */
public final class DecisionLogEntry {
  private static final int LAYOUT = 1;

  private final long configuration;
  private final int part;
  private final long nowMillis;
  private final long random;
  private final Ask ask;
  private final List<String> providers;
  private final Fleet fleet;
  private final List<Hit> hits;
  private final Settings settings;
  private final Chosen chosen;
  private final byte[] source;

  private record Hit(int provider, int endpoint, int blocks) {}

  /**
   * @param configuration {@link #hash} of the document
   * @param part 0 for the settings beside {@code _rules_}, else the number of the rule
   * @param fleet the worker's endpoints, as they were when it was chosen
   * @param selector that chose last
   * @param random the bits of the draw
   */
  public DecisionLogEntry(
      long configuration,
      int part,
      Settings settings,
      Fleet fleet,
      Selector selector,
      Ask ask,
      long nowMillis,
      long random,
      Decision decision) {
    this.configuration = configuration;
    this.part = part;
    this.settings = settings;
    this.fleet = fleet;
    this.ask = ask;
    this.nowMillis = nowMillis;
    this.random = random;
    this.chosen = Chosen.of(decision);
    this.source = null;
    this.providers = new ArrayList<>();
    for (Provider provider : settings.providers()) {
      if (!providers.contains(provider.fleetName())) {
        providers.add(provider.fleetName());
      }
    }
    this.hits = hits(selector.candidates());
  }

  private DecisionLogEntry(WireReader in, byte[] source) {
    this.source = source;
    configuration = in.u64();
    part = (int) in.varint();
    nowMillis = in.varint();
    random = in.u64();
    ask = AskRecord.read(in);
    settings = null;
    providers = new ArrayList<>();
    fleet = new Fleet();
    fleet.begin();
    for (int left = in.count(); left > 0; left--) {
      String provider = in.text();
      providers.add(provider);
      EndpointRecord.read(in, fleet.group(provider).whole(), nowMillis);
      for (int more = in.count(); more > 0; more--) {
        Endpoint endpoint = fleet.endpoint(provider, in.text());
        fleet.keep(endpoint);
        EndpointRecord.read(in, endpoint, nowMillis);
      }
    }
    fleet.end();
    hits = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      hits.add(new Hit((int) in.varint(), (int) in.varint(), (int) in.varint()));
    }
    chosen = Chosen.read(in);
  }

  /** Names a configuration document. */
  public static long hash(String json) {
    return Mix.of(json, "");
  }

  /** Reads what {@link #toBytes} wrote; {@code null} for anything else. */
  public static DecisionLogEntry fromBytes(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    if (in.u8() != LAYOUT) {
      return null;
    }
    DecisionLogEntry entry = new DecisionLogEntry(in, bytes);
    return in.isBad() || in.hasMore() ? null : entry;
  }

  /** The entry as bytes. */
  public byte[] toBytes() {
    if (source != null) {
      return source;
    }
    WireWriter out = new WireWriter().u8(LAYOUT).u64(configuration).varint(part);
    out.varint(nowMillis).u64(random);
    AskRecord.write(ask, settings, out);
    out.varint(providers.size());
    for (int i = 0; i < providers.size(); i++) {
      group(providers.get(i), out);
    }
    out.varint(hits.size());
    for (int i = 0; i < hits.size(); i++) {
      Hit hit = hits.get(i);
      out.varint(hit.provider).varint(hit.endpoint).varint(hit.blocks);
    }
    chosen.write(out);
    return out.toBytes();
  }

  private void group(String provider, WireWriter out) {
    Fleet.Group group = fleet.group(provider);
    out.text(provider);
    EndpointRecord.write(group.whole(), nowMillis, out);
    out.varint(group.present());
    for (int i = 0; i < group.count(); i++) {
      if (group.get(i).present()) {
        out.text(group.get(i).address());
        EndpointRecord.write(group.get(i), nowMillis, out);
      }
    }
  }

  private List<Hit> hits(Candidates among) {
    List<Hit> out = new ArrayList<>();
    for (int i = 0; i < among.count(); i++) {
      if (among.hit(i) > 0) {
        int provider = providers.indexOf(among.get(i).provider());
        out.add(new Hit(provider, number(provider, among.get(i)), among.hit(i)));
      }
    }
    return out;
  }

  /** 0 for the provider as a whole, else one more than its place among the present ones. */
  private int number(int provider, Endpoint endpoint) {
    Fleet.Group group = fleet.group(providers.get(provider));
    int number = 0;
    for (int i = 0; i < group.count(); i++) {
      number += group.get(i).present() ? 1 : 0;
      if (group.get(i) == endpoint) {
        return number;
      }
    }
    return 0;
  }

  /** {@link #hash} of the configuration document that it was made under. */
  public long configuration() {
    return configuration;
  }

  /** 0 for the settings beside {@code _rules_}, else the number of the rule. */
  public int part() {
    return part;
  }

  public long nowMillis() {
    return nowMillis;
  }

  public long random() {
    return random;
  }

  public Ask ask() {
    return ask;
  }

  /** The endpoints as they were known. */
  public Fleet fleet() {
    return fleet;
  }

  /** What was chosen. */
  public Chosen chosen() {
    return chosen;
  }

  /** An index that tells the same hits, for a selector that makes the decision again. */
  public PrefixIndex index(Settings under) {
    PrefixIndex index = new PrefixIndex(under.prefix().entries(), under.prefix().blockTokens());
    for (Hit hit : hits) {
      if (hit.provider >= 0 && hit.provider < providers.size() && hit.blocks > 0) {
        Fleet.Group group = fleet.group(providers.get(hit.provider));
        boolean whole = hit.endpoint <= 0 || hit.endpoint > group.count();
        Endpoint endpoint = whole ? group.whole() : group.get(hit.endpoint - 1);
        index.record(ask.demand().blocks, Math.min(hit.blocks, ask.demand().blockCount), endpoint);
      }
    }
    return index;
  }
}
