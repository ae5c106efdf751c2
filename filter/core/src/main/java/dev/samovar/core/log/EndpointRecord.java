package dev.samovar.core.log;

import dev.samovar.core.exchange.WireReader;
import dev.samovar.core.exchange.WireWriter;
import dev.samovar.core.fleet.Averages;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Health;
import dev.samovar.core.fleet.Own;

/**
 * All that a policy can see of one endpoint at one moment, as the difference to the endpoint before
 * it: a {@code varint} with a bit for each figure that is another one, bit {@value #LABELS} for the
 * labels and {@value #ADAPTERS} for the adapters, then those in that order. Before the first one
 * every figure is 0.
 *
 * <p>The figures are those of {@link #pass} in its order, NaN where unknown, times as milliseconds
 * before the decision.
 */
final class EndpointRecord {
  private static final int FIGURES = 29;
  private static final int LABELS = 29;
  private static final int ADAPTERS = 30;

  private final WireReader in;
  private final WireWriter out;
  private long now;
  private final double[] last = new double[FIGURES];
  private String[] labels = {};
  private String[] adapters = {};
  private TwoWay way;
  private long changed;
  private int next;

  /** Leading blocks of the prompt that the endpoint passed last is thought to hold. */
  int hit;

  /** Turns since the last one of the endpoint passed last. */
  int turn;

  /**
   * @param in what is read, or {@code null}
   * @param out where is written, or {@code null}
   */
  EndpointRecord(WireReader in, WireWriter out) {
    this.in = in;
    this.out = out;
  }

  /** Sets the moment of the decision. */
  void at(long nowMillis) {
    now = nowMillis;
  }

  /** Writes an endpoint, or reads what was written into a fresh one. */
  void pass(Endpoint endpoint) {
    WireWriter body = out == null ? null : new WireWriter();
    way = new TwoWay(in, body);
    changed = in == null ? 0 : in.varint();
    next = 0;
    Own own = endpoint.own();
    Averages averages = own.averages();
    Health health = own.health();
    double waiting = pass(endpoint.waiting());
    double running = pass(endpoint.running());
    double kvUsage = pass(endpoint.kvUsage());
    double timeToFirstToken = pass(endpoint.timeToFirstToken());
    double interTokenLatency = pass(endpoint.interTokenLatency());
    double tokensIn = pass(endpoint.tokensIn());
    double tokensOut = pass(endpoint.tokensOut());
    int inFlight = (int) pass(own.inFlight());
    int pending = (int) pass(own.pendingRequests());
    double pendingTokens = pass(own.pendingTokens());
    long lastFirstToken = time(own.lastFirstToken() == 0 ? -1 : own.lastFirstToken());
    double meanTokens = pass(own.meanTokens());
    double firstByte = pass(averages.firstByte());
    double total = pass(averages.total());
    double slowness = pass(averages.slowness().factor());
    int samples = (int) pass(averages.slowness().samples());
    int atScrape = (int) pass(own.atScrape());
    int pendingAtScrape = (int) pass(own.pendingAtScrape());
    int others = (int) pass(endpoint.othersInFlight());
    long othersPending = (long) pass(endpoint.othersPending());
    hit = (int) pass(hit);
    turn = (int) pass(turn);
    long scrapedAt = time(endpoint.scrapedAt());
    long fleetAt = time(endpoint.fleetAt());
    int cacheTokens = (int) pass(endpoint.cacheTokens() + 1) - 1;
    double errors = pass(health.errors(now));
    int state = (int) pass((health.isOut(now) ? 1 : 0) + (health.isProbe(now) ? 2 : 0));
    double load = pass(endpoint.load());
    long age = endpoint.loadAgeMillis(now);
    long loadAt = time(age == Long.MAX_VALUE ? -1 : now - age);
    labels = pass(endpoint.labels(), labels);
    adapters = pass(endpoint.adapters(), adapters);
    if (out != null) {
      out.varint(changed).all(body);
      return;
    }
    if (scrapedAt >= 0) {
      endpoint.scraped(scrapedAt, waiting, running, kvUsage);
    }
    endpoint.rates(timeToFirstToken, interTokenLatency, tokensIn, tokensOut, cacheTokens);
    endpoint.others(others, othersPending, fleetAt);
    endpoint.load(load, loadAt);
    endpoint.labels(labels);
    endpoint.adapters(adapters);
    own.restore(
        inFlight,
        atScrape,
        pending,
        pendingAtScrape,
        pendingTokens,
        meanTokens,
        Math.max(0, lastFirstToken));
    averages.restore(firstByte, total);
    averages.slowness().restore(slowness, samples);
    health.restore(errors, (state & 1) != 0, (state & 2) != 0, now);
  }

  /** A moment, -1 for none. */
  private long time(long at) {
    double before = pass(at < 0 ? Double.NaN : now - at);
    return before == before ? now - (long) before : -1;
  }

  private double pass(double value) {
    int i = next++;
    double before = last[i];
    if (in == null
        && (value == value || before == before)
        && Double.doubleToRawLongBits(value) != Double.doubleToRawLongBits(before)) {
      changed |= 1L << i;
    }
    if ((changed >> i & 1) != 0) {
      last[i] = way.number(value);
    }
    return last[i];
  }

  private String[] pass(String[] texts, String[] before) {
    int i = next++;
    if (in == null && !isSame(texts, before)) {
      changed |= 1L << i;
    }
    return (changed >> i & 1) == 0 ? before : way.texts(texts);
  }

  private static boolean isSame(String[] a, String[] b) {
    boolean same = a.length == b.length;
    for (int i = 0; same && i < a.length; i++) {
      same = a[i].equals(b[i]);
    }
    return same;
  }
}
