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
 * @param decisions what decisions alone cost; none where they were not measured
 * @param leftOut why a variant did not run, by its name: its toolchain is missing
 * @param refused why a variant was not measured, by its name: it does not do what it should
 * @param eventsPassed by the variant's name, events that were each seen by the client before the
 *     server sent more
 */
record Results(
    Map<Workload, List<Row>> rows,
    List<Footprint> footprints,
    List<DecisionCost> decisions,
    Map<String, String> leftOut,
    Map<String, String> refused,
    Map<String, Integer> eventsPassed) {

  Results() {
    this(
        new LinkedHashMap<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new LinkedHashMap<>());
  }

  /**
   * One turn of a variant.
   *
   * @param cpuMicros CPU of the proxy, and of what works for it, per request or per event
   */
  record Sample(double cpuMicros, Wrk.Load load) {}

  /**
   * All turns of a variant with a workload, one a round; at least one.
   *
   * @param freshShare of the decisions, how many rested on fresh metrics; NaN where none are made
   */
  record Row(Variant variant, List<Sample> samples, double freshShare) {

    Spread spread(ToDoubleFunction<Sample> figure) {
      return Spread.of(samples.stream().mapToDouble(figure).toArray());
    }

    /** Median of a figure over the turns. */
    double median(ToDoubleFunction<Sample> figure) {
      return spread(figure).median();
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
   * @param restMicros CPU without a request, microseconds a second: ticks and exchanges, which the
   *     requests of a turn share
   */
  record Footprint(
      Variant variant, long startMillis, long residentKib, long moduleBytes, double restMicros) {}

  /**
   * A decision alone, in the wasm.
   *
   * @param blocks of the prompt that the prefix index looks up, 0 without
   */
  record DecisionCost(int endpoints, int blocks, DecisionProbe.Cost cost) {}

  /** The row of a variant with a workload, by their names. */
  Optional<Row> row(String workload, String variant) {
    return rows.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(workload))
        .flatMap(entry -> entry.getValue().stream())
        .filter(row -> row.variant().name().equals(variant))
        .findFirst();
  }

  /** The row of the plain proxy, against which the others are read. */
  Optional<Row> plain(Workload workload) {
    return row(workload.name(), "plain");
  }
}
