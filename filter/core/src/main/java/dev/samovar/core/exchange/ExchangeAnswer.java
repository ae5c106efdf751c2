package dev.samovar.core.exchange;

import dev.samovar.core.text.Decimal;

/**
 * What the agent answered; sections that nothing decides by are passed over.
 *
 * @param epoch of the agent, never 0
 * @param revision of its snapshot
 * @param nextMillis until the next exchange, {@value #LEAST_PERIOD} to {@value #MOST_PERIOD}
 * @param keysWanted whether the keys must be told again
 * @param repeated whether this sequence had been taken before
 * @param newsCursor to be sent the next time, or -1 to keep the one that was
 * @param ageMillis of the values
 * @param values in the order of the keys, NaN where unknown; {@code null} where none were told
 */
public record ExchangeAnswer(
    long epoch,
    long revision,
    int nextMillis,
    boolean keysWanted,
    boolean repeated,
    long newsCursor,
    long ageMillis,
    double[] values) {
  /** Nobody exchanges more often, milliseconds. */
  public static final int LEAST_PERIOD = 50;

  /** Nobody waits longer, milliseconds. */
  public static final int MOST_PERIOD = 10_000;

  private static final int HEAD = 1;
  private static final int VALUES = 7;
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
    while (in.hasMore()) {
      int type = in.u8();
      WireReader part = in.part();
      if (type == HEAD) {
        epoch = part.u64();
        revision = part.varint();
        next = part.varint();
        flags = part.varint();
      } else if (type == VALUES) {
        age = part.varint();
        values = values(part);
      } else if (type == PREFIXES) {
        news = part.varint();
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
        age,
        values);
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
