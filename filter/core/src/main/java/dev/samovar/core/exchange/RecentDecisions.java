package dev.samovar.core.exchange;

/**
 * The last {@value #MOST} decisions of one VM, for people to watch; numbered, so that the VM that
 * exchanges tells each one once.
 */
public final class RecentDecisions {
  private static final int MOST = 16;

  /** Older ones were told, or nobody asked for them. */
  private static final long MEMORY_MILLIS = 2_000;

  private final Decided[] last = new Decided[MOST];
  private long count;

  private record Decided(long atMillis, String model, String provider, String reason, int level) {}

  /**
   * A decision as it is told.
   *
   * @param level of the degrade ladder, 0 is the best
   */
  record Shown(long ageMillis, String model, String provider, String reason, int level) {}

  /** Keeps one; {@code model} is the client's, or {@code null} where it is not known. */
  public void add(long atMillis, String model, String provider, String reason, int level) {
    last[(int) (count++ % MOST)] =
        new Decided(atMillis, model == null ? "" : model, provider, reason, level);
  }

  /** The decisions with their numbers, oldest first. */
  void write(WireWriter out, long nowMillis) {
    long from = count;
    while (from > 0
        && count - from < MOST
        && nowMillis - last[(int) ((from - 1) % MOST)].atMillis() <= MEMORY_MILLIS) {
      from--;
    }
    out.varint(count - from);
    for (long i = from; i < count; i++) {
      Decided one = last[(int) (i % MOST)];
      out.varint(i + 1)
          .varint(nowMillis - one.atMillis())
          .text(ExchangeUpload.cut(one.model()))
          .text(ExchangeUpload.cut(one.provider()))
          .text(one.reason())
          .u8(one.level());
    }
  }
}
