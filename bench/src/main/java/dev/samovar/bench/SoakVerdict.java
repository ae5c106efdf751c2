package dev.samovar.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the lines of a soak come to. The first quarter of them is warming up: V8 compiles, pools
 * fill. Growth is what the last quarter has more than the second. A guest's memory is counted by
 * itself: it has its size from the start, and what of it is in RAM only tells how much of the Java
 * heap was ever used.
 */
final class SoakVerdict {

  private static final double MOST_GROWTH = 0.01;
  private static final long MOST_PAUSE_MICROS = 2000;
  private static final int QUARTERS = 4;

  private SoakVerdict() {}

  /** A sentence for each question, or that there are too few lines to answer it. */
  static List<String> of(List<SoakLine> lines) {
    List<String> out = new ArrayList<>();
    if (lines.size() < QUARTERS) {
      out.add("too few lines to tell whether anything grows; send more requests");
      return out;
    }
    out.add(memory(lines));
    out.add(guest(lines));
    out.add(latency(lines));
    out.add(pauses(lines));
    return out;
  }

  private static String memory(List<SoakLine> lines) {
    double early = quarter(lines, 1);
    double late = quarter(lines, QUARTERS - 1);
    return String.format(
        Locale.ROOT,
        "memory: %s; without the guests' %.1f MB in the second quarter, %.1f MB in the last (%+.2f"
            + " %%; up to %.0f %% counts as none)",
        late <= early * (1 + MOST_GROWTH) ? "no growth" : "GROWS",
        early / 1024,
        late / 1024,
        100 * (late / early - 1),
        100 * MOST_GROWTH);
  }

  private static String guest(List<SoakLine> lines) {
    GuestMemory first = lines.get(0).guests();
    GuestMemory last = lines.get(lines.size() - 1).guests();
    return last.vms() == 0
        ? "guest: its memory was not found among the proxy's mappings"
        : String.format(
            Locale.ROOT,
            "guest: %s; %d VMs of %.2f MB in all after the first line, %.2f MB after the last, of"
                + " which %.2f MB was ever touched",
            last.totalKib() <= first.totalKib() ? "no growth" : "GROWS",
            last.vms(),
            first.totalKib() / 1024.0,
            last.totalKib() / 1024.0,
            last.residentKib() / 1024.0);
  }

  private static String latency(List<SoakLine> lines) {
    if (lines.get(0).idle() == null) {
      return "p99.9: no filter without load on its heap to compare with";
    }
    Spread difference =
        Spread.of(
            lines.stream().mapToDouble(line -> line.load().p999() - line.idle().p999()).toArray());
    return "p99.9: with load on the heap less without, line by line, "
        + difference.text("%+.0f")
        + " us: "
        + (difference.upper() <= MOST_PAUSE_MICROS
            ? "below 2 ms"
            : difference.lower() > MOST_PAUSE_MICROS
                ? "ABOVE 2 ms"
                : "the noise is larger than 2 ms");
  }

  private static String pauses(List<SoakLine> lines) {
    Pauses pauses = lines.get(lines.size() - 1).pauses();
    if (pauses == null) {
      return "collector: this module does not count; one that does: mvn -Dquickly -Ppauses package,"
          + " then --wasm bench/target/pauses.wasm";
    }
    return String.format(
        Locale.ROOT,
        "collector: %d collections, %.0f us on average, the longest %d us: %s 2 ms",
        pauses.count(),
        pauses.count() == 0 ? 0 : pauses.micros() / (double) pauses.count(),
        pauses.longestMicros(),
        pauses.longestMicros() <= MOST_PAUSE_MICROS ? "below" : "ABOVE");
  }

  /** Median memory of a quarter of the lines, counted from 0. */
  private static double quarter(List<SoakLine> lines, int number) {
    int from = lines.size() * number / QUARTERS;
    int to = lines.size() * (number + 1) / QUARTERS;
    return Spread.of(lines.subList(from, to).stream().mapToDouble(SoakLine::proxyKib).toArray())
        .median();
  }
}
