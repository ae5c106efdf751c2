package dev.samovar.bench.pauses;

import org.teavm.interop.Address;
import org.teavm.interop.Import;
import org.teavm.interop.StaticInit;
import org.teavm.interop.Unmanaged;

/**
 * Takes the time at which the collector begins and ends, and tells the proxy's metrics. It runs
 * inside the collector, so nothing here makes an object.
 */
@StaticInit
@Unmanaged
final class CollectorClock {
  private static final int MICRO = 1000;

  /** Where the host writes the time; wherever the collector has moved it. */
  private static final byte[] OUT = new byte[8];

  private static boolean told;
  private static int count;
  private static int micros;
  private static int longest;
  private static long begun;
  private static long most;

  private CollectorClock() {}

  /** Begins to tell, under the numbers that the proxy gave the metrics. */
  static void tell(int countMetric, int microsMetric, int longestMetric) {
    count = countMetric;
    micros = microsMetric;
    longest = longestMetric;
    told = true;
  }

  /** The collector begins. */
  static void begin() {
    begun = now();
  }

  /** The collector has ended. */
  static void end() {
    if (!told) {
      return;
    }
    long took = (now() - begun) / MICRO;
    increment(count, 1);
    increment(micros, took);
    if (took > most) {
      most = took;
      record(longest, took);
    }
  }

  private static long now() {
    time(Address.ofData(OUT));
    return Address.ofData(OUT).getLong();
  }

  @Import(module = "env", name = "proxy_get_current_time_nanoseconds")
  private static native int time(Address out);

  @Import(module = "env", name = "proxy_increment_metric")
  private static native int increment(int id, long delta);

  @Import(module = "env", name = "proxy_record_metric")
  private static native int record(int id, long value);
}
