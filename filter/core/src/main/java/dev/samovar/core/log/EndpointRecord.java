package dev.samovar.core.log;

import dev.samovar.core.exchange.WireReader;
import dev.samovar.core.exchange.WireWriter;
import dev.samovar.core.fleet.Averages;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Health;
import dev.samovar.core.fleet.Own;

/**
 * All that a policy can see of one endpoint at one moment: a {@code varint} of bits, then what they
 * say is there, in their order. Bit 0: when it was scraped; 1 to 7: waiting, running, KV usage,
 * time to the first token, between tokens, tokens in, tokens out; 8: cache tokens; 9: load and its
 * age; 10: other workers' counts; 11: own counts; 12: mean tokens; 13 and 14: averages to the first
 * byte and of the whole; 15: slowness; 16: errors; 17: out; 18: due for a probe; 19: labels; 20:
 * adapters.
 */
final class EndpointRecord {
  private static final int FIGURES = 7;

  private EndpointRecord() {}

  static void write(Endpoint endpoint, long now, WireWriter out) {
    Own own = endpoint.own();
    Averages averages = own.averages();
    Health health = own.health();
    boolean counts = own.begun() > 0 || own.inFlight() > 0 || own.atScrape() > 0;
    long bits = endpoint.scrapedAt() >= 0 ? 1 : 0;
    for (int i = 0; i < FIGURES; i++) {
      double figure = figure(endpoint, i);
      bits |= figure == figure ? 2L << i : 0;
    }
    bits |= endpoint.cacheTokens() >= 0 ? 1 << 8 : 0;
    bits |= endpoint.loadAgeMillis(now) < Long.MAX_VALUE ? 1 << 9 : 0;
    bits |= endpoint.fleetAt() >= 0 ? 1 << 10 : 0;
    bits |= counts ? 1 << 11 : 0;
    bits |= own.meanTokens() == own.meanTokens() ? 1 << 12 : 0;
    bits |= averages.firstByte() == averages.firstByte() ? 1 << 13 : 0;
    bits |= averages.total() == averages.total() ? 1 << 14 : 0;
    bits |= averages.slowness().samples() > 0 ? 1 << 15 : 0;
    bits |= health.errors(now) != 0 ? 1 << 16 : 0;
    bits |= health.isOut(now) ? 1 << 17 : 0;
    bits |= health.isProbe(now) ? 1 << 18 : 0;
    bits |= endpoint.labels().length > 0 ? 1 << 19 : 0;
    bits |= endpoint.adapters().length > 0 ? 1 << 20 : 0;
    out.varint(bits);
    if ((bits & 1) != 0) {
      Numbers.time(endpoint.scrapedAt(), now, out);
    }
    for (int i = 0; i < FIGURES; i++) {
      number(bits, 1 + i, figure(endpoint, i), out);
    }
    if ((bits & 1 << 8) != 0) {
      out.varint(endpoint.cacheTokens());
    }
    if ((bits & 1 << 9) != 0) {
      Numbers.write(endpoint.load(), out);
      out.varint(endpoint.loadAgeMillis(now));
    }
    if ((bits & 1 << 10) != 0) {
      out.varint(endpoint.othersInFlight()).varint(endpoint.othersPending());
      Numbers.time(endpoint.fleetAt(), now, out);
    }
    if (counts) {
      out.varint(own.inFlight()).varint(own.atScrape());
      out.varint(own.pendingRequests()).varint(own.pendingAtScrape());
      Numbers.write(own.pendingTokens(), out);
      Numbers.time(own.lastFirstToken(), now, out);
    }
    number(bits, 12, own.meanTokens(), out);
    number(bits, 13, averages.firstByte(), out);
    number(bits, 14, averages.total(), out);
    if ((bits & 1 << 15) != 0) {
      Numbers.write(averages.slowness().factor(), out);
      out.varint(averages.slowness().samples());
    }
    number(bits, 16, health.errors(now), out);
    texts(bits, 19, endpoint.labels(), out);
    texts(bits, 20, endpoint.adapters(), out);
  }

  static void read(WireReader in, Endpoint endpoint, long now) {
    long bits = in.varint();
    long scrapedAt = (bits & 1) != 0 ? Numbers.time(in, now) : -1;
    double[] figures = new double[FIGURES];
    for (int i = 0; i < FIGURES; i++) {
      figures[i] = number(bits, 1 + i, in);
    }
    int cache = (bits & 1 << 8) != 0 ? (int) in.varint() : -1;
    if (scrapedAt >= 0) {
      endpoint.scraped(scrapedAt, figures[0], figures[1], figures[2]);
    }
    endpoint.rates(figures[3], figures[4], figures[5], figures[6], cache);
    if ((bits & 1 << 9) != 0) {
      double load = Numbers.read(in);
      endpoint.load(load, now - in.varint());
    }
    if ((bits & 1 << 10) != 0) {
      int inFlight = (int) in.varint();
      long pending = in.varint();
      endpoint.others(inFlight, pending, Numbers.time(in, now));
    }
    boolean counts = (bits & 1 << 11) != 0;
    int inFlight = counts ? (int) in.varint() : 0;
    int atScrape = counts ? (int) in.varint() : 0;
    int pending = counts ? (int) in.varint() : 0;
    int pendingAtScrape = counts ? (int) in.varint() : 0;
    double pendingTokens = counts ? Numbers.read(in) : 0;
    long lastFirstToken = counts ? Numbers.time(in, now) : 0;
    double mean = number(bits, 12, in);
    Own own = endpoint.own();
    own.restore(inFlight, atScrape, pending, pendingAtScrape, pendingTokens, mean, lastFirstToken);
    double firstByte = number(bits, 13, in);
    own.averages().restore(firstByte, number(bits, 14, in));
    if ((bits & 1 << 15) != 0) {
      double factor = Numbers.read(in);
      own.averages().slowness().restore(factor, (int) in.varint());
    }
    double errors = (bits & 1 << 16) != 0 ? Numbers.read(in) : 0;
    own.health().restore(errors, (bits & 1 << 17) != 0, (bits & 1 << 18) != 0, now);
    endpoint.labels(texts(bits, 19, in));
    endpoint.adapters(texts(bits, 20, in));
  }

  private static double figure(Endpoint endpoint, int i) {
    switch (i) {
      case 0:
        return endpoint.waiting();
      case 1:
        return endpoint.running();
      case 2:
        return endpoint.kvUsage();
      case 3:
        return endpoint.timeToFirstToken();
      case 4:
        return endpoint.interTokenLatency();
      case 5:
        return endpoint.tokensIn();
      default:
        return endpoint.tokensOut();
    }
  }

  private static void number(long bits, int bit, double value, WireWriter out) {
    if ((bits >> bit & 1) != 0) {
      Numbers.write(value, out);
    }
  }

  private static double number(long bits, int bit, WireReader in) {
    return (bits >> bit & 1) != 0 ? Numbers.read(in) : Double.NaN;
  }

  private static void texts(long bits, int bit, String[] texts, WireWriter out) {
    if ((bits >> bit & 1) != 0) {
      out.varint(texts.length);
      for (String text : texts) {
        out.text(text);
      }
    }
  }

  private static String[] texts(long bits, int bit, WireReader in) {
    String[] out = new String[(bits >> bit & 1) != 0 ? in.count() : 0];
    for (int i = 0; i < out.length; i++) {
      out[i] = in.text();
    }
    return out;
  }
}
