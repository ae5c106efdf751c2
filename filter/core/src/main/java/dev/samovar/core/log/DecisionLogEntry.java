package dev.samovar.core.log;

import dev.samovar.core.config.RouteTarget;
import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Ask;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.decision.Selector;
import dev.samovar.core.exchange.WireReader;
import dev.samovar.core.exchange.WireWriter;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.policy.Demand;
import java.util.ArrayList;
import java.util.List;

/**
 * One decision with all that it hung on, so that it can be made again elsewhere.
 *
 * <p>Layout {@value #LAYOUT}, in the primitives of the exchange: {@code u8} layout, {@code u64}
 * configuration, {@code varint} part, {@code varint} now, {@code u64} random, {@link AskRecord}, a
 * list of the providers that the request's rule names ({@code text} name, {@link EndpointRecord} of
 * the whole, a list of {@code text} address and {@link EndpointRecord}), {@link Chosen}.
 */
public final class DecisionLogEntry {
  private static final int LAYOUT = 1;

  private final Fleet fleet;
  private long configuration;
  private int part;
  private long nowMillis;
  private long random;
  private Ask ask;
  private Chosen chosen;
  private byte[] source;

  /** As {@link Selector#resume} takes it. */
  private int[] known;

  private DecisionLogEntry(Fleet fleet, Ask ask) {
    this.fleet = fleet;
    this.ask = ask;
  }

  /** Names a configuration by the text that is logged of it. */
  public static long hash(String configuration) {
    return Redaction.bits(configuration);
  }

  /**
   * The bytes of a decision; to be called right after the choice, before the request counts as
   * sent.
   *
   * @param configuration {@link #hash} of what is logged of it
   * @param part 0 for the settings beside {@code _rules_}, else the number of the rule
   * @param fleet the worker's endpoints, as they were when it was chosen
   * @param selector that chose last
   * @param random the bits of the draw
   */
  public static byte[] of(
      long configuration,
      int part,
      Settings settings,
      Fleet fleet,
      Selector selector,
      Ask ask,
      long nowMillis,
      long random,
      Decision decision) {
    WireWriter out = new WireWriter().u8(LAYOUT);
    DecisionLogEntry entry = new DecisionLogEntry(fleet, ask);
    entry.configuration = configuration;
    entry.part = part;
    entry.nowMillis = nowMillis;
    entry.random = random;
    List<String> providers = new ArrayList<>();
    for (RouteTarget target : decision.targets()) {
      String name = settings.providers().get(target.provider()).fleetName();
      if (!providers.contains(name)) {
        providers.add(name);
      }
    }
    TwoWay way = new TwoWay(null, out);
    entry.pass(way, new EndpointRecord(null, out), settings, providers, selector);
    Chosen.write(decision, way);
    return out.toBytes();
  }

  /** Reads what {@link #of} wrote; {@code null} for anything else. */
  public static DecisionLogEntry fromBytes(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    DecisionLogEntry entry = read(in);
    if (entry == null) {
      return null;
    }
    entry.source = bytes;
    entry.chosen = Chosen.read(in);
    return entry.chosen == null ? null : entry;
  }

  /** Reads what a decision hung on, and not what was chosen; {@code null} for anything else. */
  public static DecisionLogEntry read(WireReader in) {
    Ask nothing = new Ask(null, new Demand(), null, null, null, 0);
    DecisionLogEntry entry = new DecisionLogEntry(new Fleet(), nothing);
    if (in.u8() != LAYOUT) {
      return null;
    }
    // Each endpoint takes two bytes, and a number.
    entry.known = new int[2 * in.left()];
    entry.fleet.begin();
    entry.pass(new TwoWay(in, null), new EndpointRecord(in, null), null, new ArrayList<>(), null);
    entry.fleet.end();
    return in.isBad() ? null : entry;
  }

  private void pass(
      TwoWay way,
      EndpointRecord record,
      Settings settings,
      List<String> providers,
      Selector selector) {
    configuration = way.whole(configuration, true);
    part = way.integer(part);
    nowMillis = way.whole(nowMillis, false);
    random = way.whole(random, true);
    ask = AskRecord.pass(ask, settings, way);
    record.at(nowMillis);
    int count = way.count(providers.size());
    for (int i = 0; i < count; i++) {
      String provider = way.text(selector == null ? null : providers.get(i), false);
      Fleet.Group group = fleet.group(provider);
      pass(record, group.whole(), selector);
      int next = 0;
      for (int left = way.count(group.present()); left > 0; left--) {
        Endpoint endpoint;
        if (selector == null) {
          endpoint = fleet.endpoint(provider, way.text(null, false));
          fleet.keep(endpoint);
        } else {
          do {
            endpoint = group.get(next++);
          } while (!endpoint.present());
          way.text(endpoint.address(), false);
        }
        pass(record, endpoint, selector);
      }
    }
  }

  /** Of an endpoint that is a candidate more than once the last one has the hit. */
  private void pass(EndpointRecord record, Endpoint endpoint, Selector selector) {
    int at = selector == null ? -1 : selector.candidates().last(endpoint);
    record.hit = at < 0 ? 0 : selector.candidates().hit(at);
    record.turn = at < 0 ? 0 : selector.turns(at);
    record.pass(endpoint);
    if (selector == null) {
      known[2 * endpoint.id()] = record.hit;
      known[2 * endpoint.id() + 1] = record.turn;
    }
  }

  /** The bytes that it was read from; not to be changed. */
  public byte[] toBytes() {
    return source;
  }

  /** {@link #hash} of what was logged of the configuration that it was made under. */
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

  /** What was chosen. */
  public Chosen chosen() {
    return chosen;
  }

  /** What chooses under some settings as if it stood where the decision was made; once. */
  public Selector selector(Settings under) {
    Selector selector = new Selector(under, fleet, null);
    selector.resume(known);
    return selector;
  }
}
