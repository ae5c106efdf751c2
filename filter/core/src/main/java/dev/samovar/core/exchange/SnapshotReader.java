package dev.samovar.core.exchange;

import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;

/**
 * Brings what {@link SnapshotRows} wrote into a worker's fleet; texts are decoded for new endpoints
 * only.
 */
public final class SnapshotReader {
  private static final int KNOWN_SIGNALS = 11;
  private static final double MICROS = 1e-6;
  private static final String[] NONE = {};

  private final double[] signals = new double[KNOWN_SIGNALS];
  private long epoch;
  private long[] keys = new long[0];
  private Endpoint[] endpoints = new Endpoint[0];

  /** Takes the bytes over; others change nothing and answer false. */
  public boolean read(byte[] bytes, Fleet fleet) {
    if (!isWhole(bytes)) {
      return false;
    }
    WireReader in = new WireReader(bytes);
    in.u8();
    long told = in.u64();
    long at = in.varint();
    WireReader providers = in.part();
    int count = in.count();
    boolean known = told == epoch;
    epoch = told;
    long[] nextKeys = count == keys.length ? keys : new long[count];
    Endpoint[] nextEndpoints = count == endpoints.length ? endpoints : new Endpoint[count];
    String[] names = null;
    fleet.begin();
    for (int i = 0; i < count; i++) {
      long key = in.u64();
      WireReader name = in.part();
      Endpoint endpoint = known && i < keys.length && keys[i] == key ? endpoints[i] : null;
      if (endpoint == null) {
        names = names == null ? providerNames(providers) : names;
        endpoint = named(name, names, fleet);
      }
      nextKeys[i] = key;
      nextEndpoints[i] = endpoint;
      long snapshotAt = in.varint();
      load(in.part(), endpoint, snapshotAt);
      long inFlight = in.varint();
      long pending = in.varint();
      if (endpoint != null) {
        endpoint.others((int) Math.min(inFlight, Integer.MAX_VALUE), pending, at);
        fleet.keep(endpoint);
      }
    }
    fleet.end();
    keys = nextKeys;
    endpoints = nextEndpoints;
    return true;
  }

  /** Looked at first, so that nothing is half taken. */
  private static boolean isWhole(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    if (in.u8() != SnapshotRows.LAYOUT) {
      return false;
    }
    in.u64();
    in.varint();
    in.skip();
    for (int left = in.count(); left > 0 && !in.isBad(); left--) {
      in.u64();
      in.skip();
      in.varint();
      in.skip();
      in.varint();
      in.varint();
    }
    return !in.isBad();
  }

  static String[] providerNames(WireReader in) {
    int count = in.count();
    String[] out = new String[count];
    for (int i = 0; i < count; i++) {
      int index = (int) in.varint();
      String name = in.text();
      in.skip();
      if (index < 0 || index > 1 << 16) {
        continue;
      }
      if (index >= out.length) {
        String[] more = new String[index + 1];
        System.arraycopy(out, 0, more, 0, out.length);
        out = more;
      }
      out[index] = name;
    }
    return out;
  }

  private static Endpoint named(WireReader in, String[] providers, Fleet fleet) {
    long provider = in.varint();
    String address = in.text();
    String[] labels = new String[2 * in.count()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = in.text();
    }
    if (in.isBad() || provider >= providers.length || providers[(int) provider] == null) {
      return null;
    }
    Endpoint endpoint = fleet.endpoint(providers[(int) provider], address);
    endpoint.labels(labels);
    return endpoint;
  }

  private void load(WireReader in, Endpoint endpoint, long snapshotAt) {
    long bits = in.varint();
    if (endpoint == null) {
      return;
    }
    if (bits == 0) {
      endpoint.unknown();
      return;
    }
    long scrapedAt = snapshotAt - in.varint();
    for (int i = 0; i < KNOWN_SIGNALS; i++) {
      signals[i] = (bits >> i & 1) == 0 ? Double.NaN : in.varint();
    }
    if (scrapedAt == endpoint.scrapedAt() || in.isBad()) {
      return;
    }
    endpoint.scraped(scrapedAt, signals[0], signals[1], signals[2] / 10_000);
    double cache = signals[3] * signals[4];
    endpoint.rates(
        signals[6] * MICROS,
        signals[7] * MICROS,
        signals[8],
        signals[9],
        cache == cache ? (int) Math.min(cache, Integer.MAX_VALUE) : -1);
    endpoint.adapters((bits >> KNOWN_SIGNALS & 1) == 0 ? NONE : adapters(in));
  }

  /** Those that run and those that are waited for. */
  private static String[] adapters(WireReader in) {
    String[] out = new String[0];
    for (int list = 0; list < 2; list++) {
      int count = in.count();
      String[] more = new String[out.length + count];
      System.arraycopy(out, 0, more, 0, out.length);
      for (int i = 0; i < count; i++) {
        more[out.length + i] = in.text();
      }
      out = more;
    }
    return out;
  }
}
