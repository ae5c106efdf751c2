package dev.samovar.hostsim;

/**
 * Bounds what a guest makes its host keep, so that a guest that calls in a loop cannot fill the
 * test's JVM: bytes that stay (log, shared data, queues, metrics, callouts), and bytes that one
 * callback writes into a stream (headers, bodies, properties). Each may reach 64 MiB, or {@link
 * Limits#memoryBytes} where that is less; past that the callback ends as a trap that names the
 * call.
 */
final class Quota {
  /** Reports and bodies copy what is kept, so this is well under a test's heap. */
  private static final long MOST = 64L << 20;

  /** What an entry costs beside its bytes, about. */
  private static final int ENTRY = 64;

  private final long limit;
  private long kept;
  private long written;

  Quota(Limits limits) {
    limit = Math.min(MOST, limits.memoryBytes());
  }

  /** Counts what stays until {@link #release}, or for good. */
  void keep(String call, long bytes) {
    kept = add(call, "keeps", kept, bytes);
  }

  /** What is no longer kept. */
  void release(long bytes) {
    kept = Math.max(0, kept - bytes - ENTRY);
  }

  /** Counts what one callback writes. */
  void write(String call, long bytes) {
    written = add(call, "was given in one callback", written, bytes);
  }

  void endOfCallback() {
    written = 0;
  }

  private long add(String call, String what, long before, long bytes) {
    long after = before + bytes + ENTRY;
    if (after > limit) {
      throw new TrapException(
          call + ": the host " + what + " more than " + limit + " bytes for the guest", null);
    }
    return after;
  }
}
