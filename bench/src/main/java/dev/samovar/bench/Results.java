package dev.samovar.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a run measured.
 *
 * @param rows by workload, in the order of the run, and by variant
 * @param footprints of each variant that ran
 * @param leftOut why a variant did not run, by its name
 */
record Results(
    Map<Workload, List<Row>> rows, List<Footprint> footprints, Map<String, String> leftOut) {

  Results() {
    this(new LinkedHashMap<>(), new ArrayList<>(), new LinkedHashMap<>());
  }

  /**
   * One turn of a variant.
   *
   * @param cpuMicros CPU of the proxy, and of what works for it, per request or per event
   */
  record Sample(double cpuMicros, Wrk.Load load) {}

  /** All turns of a variant with a workload; at least one. */
  record Row(Variant variant, List<Sample> samples) {

    /** Median of a figure over the turns. */
    double median(ToDoubleFunction<Sample> figure) {
      double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
      int half = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    double cpuMicros() {
      return median(Sample::cpuMicros);
    }

    double leastCpuMicros() {
      return samples.stream().mapToDouble(Sample::cpuMicros).min().orElseThrow();
    }

    double mostCpuMicros() {
      return samples.stream().mapToDouble(Sample::cpuMicros).max().orElseThrow();
    }

    long errors() {
      return samples.stream().mapToLong(sample -> sample.load().errors()).sum();
    }
  }

  /**
   * What a variant takes besides time.
   *
   * @param startMillis until it serves
   * @param residentKib after the last turn
   * @param moduleBytes of the wasm module or the processor's executable; 0 where there is none
   */
  record Footprint(Variant variant, long startMillis, long residentKib, long moduleBytes) {}

  /** The row of the plain proxy, against which the others are read. */
  Optional<Row> plain(Workload workload) {
    return rows.get(workload).stream()
        .filter(row -> row.variant().kind() == Variant.Kind.PLAIN)
        .findFirst();
  }
}
