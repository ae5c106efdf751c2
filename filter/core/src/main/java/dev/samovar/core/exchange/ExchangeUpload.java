package dev.samovar.core.exchange;

/** Puts together what goes up in one exchange. */
public final class ExchangeUpload {
  /** Of the whole contract. */
  public static final int VERSION = 1;

  /** The agent refuses texts of more than 256 bytes; a character takes three at most. */
  private static final int MOST_CHARS = 80;

  private static final int WHO = 1;
  private static final int KEYS = 2;
  private static final int COUNTS = 3;
  private static final int PREFIXES = 5;
  private static final int DECISIONS = 6;

  /** The agent refuses more in one exchange. */
  private static final int MOST_HASHES = 8192;

  private static final String HEX = "0123456789abcdef";

  private final WireWriter out = new WireWriter().u8('S').u8('M').u8('V').u8(VERSION);

  /**
   * Who speaks, and what it has taken over of this agent before; first of all.
   *
   * @param instance any bits, the same for one start of one proxy
   */
  public ExchangeUpload who(
      long instance,
      long sequence,
      String proxy,
      int workers,
      long epoch,
      long revision,
      long newsCursor) {
    StringBuilder name = new StringBuilder(16);
    for (int shift = 60; shift >= 0; shift -= 4) {
      name.append(HEX.charAt((int) (instance >>> shift) & 15));
    }
    out.section(
        WHO,
        new WireWriter()
            .text(name.toString())
            .varint(sequence)
            .text(cut(proxy))
            .varint(workers)
            .u64(epoch)
            .varint(revision)
            .varint(newsCursor)
            .varint(0));
    return this;
  }

  /** The metric keys to be told from now on. */
  public ExchangeUpload keys(String prefix, String[] names) {
    WireWriter keys = new WireWriter().text(prefix).varint(names.length);
    for (String name : names) {
      keys.text(name);
    }
    out.section(KEYS, keys);
    return this;
  }

  /**
   * What all VMs of the proxy count.
   *
   * @param told what the last exchange told, or {@code null} where that is not known: then nothing
   *     is said of the time since
   */
  public ExchangeUpload counts(ProcessCounts now, ProcessCounts told) {
    WireWriter records = new WireWriter();
    int count = 0;
    for (EndpointCounts endpoint : now.endpoints()) {
      long requests = since(now, told, endpoint, EndpointCounts.REQUESTS);
      if (endpoint.get(EndpointCounts.IN_FLIGHT) == 0 && requests == 0) {
        continue;
      }
      count++;
      records
          .varint(0)
          .text(cut(endpoint.provider()))
          .text(cut(endpoint.address()))
          .varint(endpoint.get(EndpointCounts.IN_FLIGHT))
          .varint(endpoint.get(EndpointCounts.PENDING_TOKENS))
          .varint(requests)
          .varint(Math.min(requests, since(now, told, endpoint, EndpointCounts.ERRORS)))
          .varint(mean(now, told, endpoint, EndpointCounts.FIRST_BYTE_MICROS))
          .varint(mean(now, told, endpoint, EndpointCounts.LATENCY_MICROS));
    }
    out.section(COUNTS, new WireWriter().varint(count).all(records));
    return this;
  }

  /**
   * Which blocks of prompts this process saw held where, behind an entry of its log.
   *
   * @return the number of the last entry
   */
  public long prefixes(byte[] log, long after) {
    WireWriter records = new WireWriter();
    int[] counts = new int[2];
    long last =
        NewsLog.read(
            log,
            after,
            (origin, provider, address, hashes) -> {
              int count = hashes.left() / 8;
              if (origin != NewsLog.ELSEWHERE && counts[1] + count <= MOST_HASHES) {
                counts[0]++;
                counts[1] += count;
                records.varint(0).text(cut(provider)).text(cut(address)).varint(count);
                records.raw(hashes.rest());
              }
            });
    if (counts[0] > 0) {
      out.section(PREFIXES, new WireWriter().varint(counts[0]).all(records));
    }
    return last;
  }

  /** The decisions that were not told yet; after everything else. */
  public ExchangeUpload decisions(ProcessCounts now) {
    WireWriter decisions = new WireWriter();
    for (RecentDecisions.Shown shown : now.decisions()) {
      decisions
          .varint(shown.ageMillis())
          .text(shown.model())
          .text(shown.provider())
          .varint(0)
          .text(shown.reason())
          .u8(shown.level());
    }
    if (now.decisions().size() > 0) {
      out.section(DECISIONS, new WireWriter().varint(now.decisions().size()).all(decisions));
    }
    return this;
  }

  /** The message. */
  public byte[] toBytes() {
    return out.toBytes();
  }

  /** Not more than the agent takes of a text for people. */
  static String cut(String text) {
    return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS);
  }

  private static long since(
      ProcessCounts now, ProcessCounts told, EndpointCounts endpoint, int figure) {
    if (told == null) {
      return 0;
    }
    EndpointCounts before = told.endpoint(endpoint.provider(), endpoint.address());
    return Math.max(0, endpoint.get(figure) - (before == null ? 0 : before.get(figure)));
  }

  /** Of the time since the last exchange, or of all time where nothing was counted since. */
  private static long mean(
      ProcessCounts now, ProcessCounts told, EndpointCounts endpoint, int sum) {
    long count = since(now, told, endpoint, sum - 1);
    if (count > 0) {
      return since(now, told, endpoint, sum) / count;
    }
    long all = endpoint.get(sum - 1);
    return all == 0 ? 0 : endpoint.get(sum) / all;
  }
}
