package dev.samovar.core.exchange;

import dev.samovar.core.text.Mix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The agent's snapshot as the VM that exchanges holds it: answers bring all of it or what changed,
 * and the other VMs of the process get all of it as bytes ({@link SnapshotReader}).
 *
 * <p>Names and figures of an endpoint stay as they came; only where each one stands is read here.
 */
public final class SnapshotRows {
  static final int LAYOUT = 2;

  /** More endpoints than any proxy has; what is beyond is passed over. */
  private static final int MOST_ROWS = 16_384;

  private final Map<Long, Row> byIndex = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();
  private byte[] providers = {};

  private static final class Row {
    private byte[] name;

    /** Another one wherever index or name is another one, labels included. */
    private long key;

    private byte[] load = {0};
    private long snapshotAt;
    private long othersInFlight;
    private long othersPending;

    private void name(long index, byte[] name) {
      this.name = name;
      key = Mix.of(index);
      for (byte b : name) {
        key = 31 * key + b;
      }
    }
  }

  /**
   * Takes over what an answer says of the snapshot; where that is malformed, forgets everything, so
   * that nothing is half taken, and answers false: all of it must be asked for anew.
   *
   * @param nowMillis when it was received, milliseconds since 1970
   */
  public boolean take(ExchangeAnswer answer, long nowMillis) {
    if (answer.full()) {
      byIndex.clear();
      rows.clear();
    }
    if (answer.providers() != null) {
      providers = answer.providers().rest();
    }
    names(answer.endpoints());
    gone(answer.gone());
    loads(answer.loads(), nowMillis - answer.snapshotAgeMillis());
    fleet(answer.fleet());
    if (isBad(answer.endpoints())
        || isBad(answer.gone())
        || isBad(answer.loads())
        || isBad(answer.fleet())) {
      byIndex.clear();
      rows.clear();
      return false;
    }
    return true;
  }

  private static boolean isBad(WireReader section) {
    return section != null && section.isBad();
  }

  private void names(WireReader in) {
    for (int left = in == null ? 0 : in.count(); left > 0 && !in.isBad(); left--) {
      long index = in.varint();
      int from = in.position();
      in.varint();
      in.skip();
      for (int labels = in.count(); labels > 0 && !in.isBad(); labels--) {
        in.skip();
        in.skip();
      }
      Row row = byIndex.get(index);
      if (row == null && rows.size() < MOST_ROWS) {
        row = new Row();
        byIndex.put(index, row);
        rows.add(row);
      }
      if (row != null) {
        row.name(index, in.copy(from));
      }
    }
  }

  private void gone(WireReader in) {
    for (int left = in == null ? 0 : in.count(); left > 0 && !in.isBad(); left--) {
      Row row = byIndex.remove(in.varint());
      if (row != null) {
        rows.remove(row);
      }
    }
  }

  private void loads(WireReader in, long snapshotAt) {
    for (int left = in == null ? 0 : in.count(); left > 0 && !in.isBad(); left--) {
      Row row = byIndex.get(in.varint());
      WireReader load = in.part();
      if (row != null) {
        row.load = load.rest();
        row.snapshotAt = snapshotAt;
      }
    }
  }

  /**
   * Adds to a log what other gateways saw held where.
   *
   * @param log as it was, or {@code null}
   * @return the log, the same one where there was nothing to add
   */
  public byte[] news(ExchangeAnswer answer, byte[] log) {
    WireReader in = answer.prefixes();
    byte[] out = log;
    String[] names = null;
    for (int left = in == null ? 0 : in.count(); left > 0 && !in.isBad(); left--) {
      Row row = byIndex.get(in.varint());
      long[] hashes = new long[Math.min(in.count(), in.left() / 8)];
      for (int i = 0; i < hashes.length; i++) {
        hashes[i] = in.u64();
      }
      if (row == null || row.name == null || in.isBad()) {
        continue;
      }
      names = names == null ? SnapshotReader.providerNames(new WireReader(providers)) : names;
      WireReader name = new WireReader(row.name);
      long provider = name.varint();
      if (provider < names.length && names[(int) provider] != null) {
        out =
            NewsLog.append(
                out, NewsLog.ELSEWHERE, names[(int) provider], name.text(), hashes, hashes.length);
      }
    }
    return out;
  }

  /** What others have is the fleet's less our own, which this process knows better. */
  private void fleet(WireReader in) {
    if (in == null) {
      return;
    }
    for (Row row : rows) {
      row.othersInFlight = 0;
      row.othersPending = 0;
    }
    for (int left = in.count(); left > 0 && !in.isBad(); left--) {
      Row row = byIndex.get(in.varint());
      long inFlight = in.varint();
      long pending = in.varint();
      inFlight -= in.varint();
      pending -= in.varint();
      if (row != null) {
        row.othersInFlight = inFlight;
        row.othersPending = pending;
      }
    }
  }

  /**
   * All of it.
   *
   * @param epoch the agent's, in which indexes hold
   * @param nowMillis when the fleet's figures were received
   */
  public byte[] toBytes(long epoch, long nowMillis) {
    WireWriter out = new WireWriter().u8(LAYOUT).u64(epoch).varint(nowMillis).block(providers);
    out.varint(rows.size());
    for (Row row : rows) {
      out.u64(row.key)
          .block(row.name)
          .varint(row.snapshotAt)
          .block(row.load)
          .varint(row.othersInFlight)
          .varint(row.othersPending);
    }
    return out.toBytes();
  }
}
