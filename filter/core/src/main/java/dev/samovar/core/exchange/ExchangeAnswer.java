package dev.samovar.core.exchange;

import dev.samovar.core.text.Decimal;

/**
 * What the agent answered; sections of a later version are passed over.
 *
 * @param epoch of the agent, never 0
 * @param revision of its snapshot
 * @param nextMillis until the next exchange, {@value #LEAST_PERIOD} to {@value #MOST_PERIOD}
 * @param keysWanted whether the keys must be told again
 * @param repeated whether this sequence had been taken before
 * @param newsCursor to be sent the next time, or -1 to keep the one that was
 * @param full whether the snapshot's sections stand for all of it
 * @param snapshotAgeMillis of the snapshot
 * @param gateways proxies that the agents heard of lately
 * @param ageMillis of the values
 * @param values in the order of the keys, NaN where unknown; {@code null} where none were told
 * @param providers the section of that name, {@code null} where it was not there; so are those
 *     below
 */
public record ExchangeAnswer(
    long epoch,
    long revision,
    int nextMillis,
    boolean keysWanted,
    boolean repeated,
    long newsCursor,
    boolean full,
    long snapshotAgeMillis,
    int gateways,
    long ageMillis,
    double[] values,
    WireReader providers,
    WireReader endpoints,
    WireReader gone,
    WireReader loads,
    WireReader fleet,
    WireReader prefixes) {
  /** Nobody exchanges more often, milliseconds. */
  public static final int LEAST_PERIOD = 50;

  /** Nobody waits longer, milliseconds. */
  public static final int MOST_PERIOD = 10_000;

  private static final int HEAD = 1;
  private static final int VALUES = 7;
  private static final int SECTIONS = 9;
  private static final int FULL = 1;
  private static final int PREFIXES = 8;
  private static final int KEYS_WANTED = 2;
  private static final int REPEATED = 4;

  /** The answer, or {@code null} where the bytes are none of this version. */
  public static ExchangeAnswer read(byte[] body) {
    WireReader in = new WireReader(body);
    if (in.u8() != 'S' || in.u8() != 'M' || in.u8() != 'V' || in.u8() != ExchangeUpload.VERSION) {
      return null;
    }
    long epoch = 0;
    long revision = 0;
    long next = 0;
    long flags = 0;
    long news = -1;
    long age = 0;
    double[] values = null;
    long snapshotAge = 0;
    long gateways = 0;
    WireReader[] parts = new WireReader[SECTIONS];
    while (in.hasMore()) {
      int type = in.u8();
      WireReader part = in.part();
      if (type == HEAD) {
        epoch = part.u64();
        revision = part.varint();
        next = part.varint();
        flags = part.varint();
        part.skip();
        part.u64();
        snapshotAge = part.varint();
        gateways = part.varint();
      } else if (type == VALUES) {
        age = part.varint();
        values = values(part);
      } else if (type < SECTIONS) {
        parts[type] = part;
        news = type == PREFIXES ? part.varint() : news;
      }
      if (part.isBad()) {
        return null;
      }
    }
    if (in.isBad() || epoch == 0) {
      return null;
    }
    return new ExchangeAnswer(
        epoch,
        revision,
        (int) Math.max(LEAST_PERIOD, Math.min(next, MOST_PERIOD)),
        (flags & KEYS_WANTED) != 0,
        (flags & REPEATED) != 0,
        news,
        (flags & FULL) != 0,
        snapshotAge,
        (int) Math.min(gateways, 1 << 20),
        age,
        values,
        parts[2],
        parts[3],
        parts[4],
        parts[5],
        parts[6],
        parts[PREFIXES]);
  }

  private static double[] values(WireReader in) {
    double[] out = new double[in.count()];
    for (int i = 0; i < out.length; i++) {
      double value = Decimal.parse(in.text());
      out[i] = Double.isInfinite(value) ? Double.NaN : value;
    }
    return out;
  }
}
