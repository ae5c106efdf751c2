package dev.samovar.bench;

/**
 * What the Java collector of a filter took, where the module is one that counts it.
 *
 * @param count collections
 * @param micros of all together
 * @param longestMicros of the longest one
 */
record Pauses(long count, long micros, long longestMicros) {

  static final String COUNT = "bench.collector.count";
  static final String MICROS = "bench.collector.micros";
  static final String LONGEST = "bench.collector.longest_micros";

  /** Where Envoy's stats have what a filter counts. */
  static final String SCOPE = "wasmcustom.";

  /** Of the text of the proxy's stats; {@code null} where nothing is counted. */
  static Pauses of(String stats) {
    long count = stat(stats, COUNT);
    return count < 0
        ? null
        : new Pauses(count, Math.max(0, stat(stats, MICROS)), Math.max(0, stat(stats, LONGEST)));
  }

  /** -1 where there is none. */
  private static long stat(String stats, String name) {
    return stats
        .lines()
        .filter(line -> line.startsWith(SCOPE + name + ": "))
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(-1);
  }
}
