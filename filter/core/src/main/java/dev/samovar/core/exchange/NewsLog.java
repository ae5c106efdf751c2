package dev.samovar.core.exchange;

/**
 * The last prefix news of a process, in the proxy's shared data: each worker appends what it saw
 * held where, the one that exchanges appends what other gateways saw, and all read what others
 * wrote since they last looked.
 *
 * <p>At most {@value #MOST_BYTES} bytes; the oldest entries make room. Whoever looks too seldom
 * misses some, which costs a cache hit and nothing else.
 */
public final class NewsLog {
  /** The origin of what other gateways told. */
  public static final long ELSEWHERE = 0;

  private static final int LAYOUT = 1;
  private static final int MOST_BYTES = 64 * 1024;

  private NewsLog() {}

  /** Takes one entry. */
  public interface Reader {
    /**
     * One entry.
     *
     * @param origin the number of the VM that saw it, or {@link #ELSEWHERE}
     * @param hashes {@code u64} to the end
     */
    void entry(long origin, String provider, String address, WireReader hashes);
  }

  /**
   * The log with one more entry.
   *
   * @param log as it was, or {@code null}
   */
  public static byte[] append(
      byte[] log, long origin, String provider, String address, long[] hashes, int count) {
    WireReader old = entries(log);
    long number = old == null ? 1 : old.varint() + 1;
    WireWriter entry = new WireWriter().varint(number).varint(origin).text(provider).text(address);
    for (int i = 0; i < count; i++) {
      entry.u64(hashes[i]);
    }
    byte[] added = entry.toBytes();
    WireWriter out = new WireWriter().u8(LAYOUT).varint(number);
    if (old != null) {
      while (old.hasMore() && old.left() + added.length > MOST_BYTES) {
        old.skip();
      }
      out.raw(old.rest());
    }
    return out.block(added).toBytes();
  }

  /**
   * Hands on what stands behind the entry of a number.
   *
   * @return the number of the last one
   */
  public static long read(byte[] log, long after, Reader reader) {
    WireReader in = entries(log);
    if (in == null) {
      return after;
    }
    long last = in.varint();
    while (in.hasMore()) {
      WireReader entry = in.part();
      if (entry.varint() > after) {
        long origin = entry.varint();
        String provider = entry.text();
        String address = entry.text();
        if (!entry.isBad()) {
          reader.entry(origin, provider, address, entry);
        }
      }
    }
    // A log that begins anew, as after a change of its layout, begins at 1.
    return last;
  }

  private static WireReader entries(byte[] log) {
    if (log == null) {
      return null;
    }
    WireReader in = new WireReader(log);
    return in.u8() == LAYOUT ? in : null;
  }
}
