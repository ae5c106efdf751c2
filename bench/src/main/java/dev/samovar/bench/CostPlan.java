package dev.samovar.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run of the cost benchmark measures.
 *
 * @param cells the variants of each workload, in the order in which they take turns
 * @param rounds turns of each variant with each workload
 * @param seconds of a turn; of one that streams at least {@value #STREAM_SECONDS}
 * @param warmSeconds of a turn that is not counted, before the first; V8 compiles hot functions
 *     anew while it lasts
 * @param connections kept open by the load generator
 */
record CostPlan(
    Map<Workload, List<Variant>> cells, int rounds, int seconds, int warmSeconds, int connections) {

  private static final int STREAM_SECONDS = 2;

  /** What a turn takes besides its seconds, and a variant for its start and check. */
  private static final double TURN_OVERHEAD_SECONDS = 0.1;

  private static final double START_SECONDS = 2.5;
  private static final int FEWEST_ROUNDS = 3;
  private static final int MOST_ROUNDS = 30;

  /** Each variant in its own cases, of those that are given. */
  static Map<Workload, List<Variant>> standard(List<Workload> workloads) {
    Map<Workload, List<Variant>> out = new LinkedHashMap<>();
    for (Workload workload : workloads) {
      out.put(
          workload,
          Variant.all().stream()
              .filter(variant -> variant.cases().contains(workload.name()))
              .toList());
    }
    return out;
  }

  /** Every variant in every case that it serves. */
  static Map<Workload, List<Variant>> of(List<Variant> variants, List<Workload> workloads) {
    Map<Workload, List<Variant>> out = new LinkedHashMap<>();
    for (Workload workload : workloads) {
      out.put(workload, variants.stream().filter(variant -> variant.serves(workload)).toList());
    }
    return out;
  }

  /** The same with as many rounds as fit into so many minutes, from 3 to 30. */
  CostPlan fitting(int minutes) {
    double one = seconds(1) - seconds(0);
    int fit = one == 0 ? FEWEST_ROUNDS : (int) ((minutes * 60 - seconds(0)) / one);
    return new CostPlan(
        cells,
        Math.max(FEWEST_ROUNDS, Math.min(MOST_ROUNDS, fit)),
        seconds,
        warmSeconds,
        connections);
  }

  int seconds(Workload workload) {
    return workload.streams() ? Math.max(STREAM_SECONDS, seconds) : seconds;
  }

  /** How long it takes, about. */
  int estimatedSeconds() {
    return (int) seconds(rounds);
  }

  private double seconds(int rounds) {
    double out = 0;
    for (Map.Entry<Workload, List<Variant>> cell : cells.entrySet()) {
      double turns = rounds * (seconds(cell.getKey()) + TURN_OVERHEAD_SECONDS);
      out += cell.getValue().size() * (warmSeconds + turns);
    }
    return out + START_SECONDS * (variants(false).size() + variants(true).size());
  }

  /** The variants that have a turn with a workload that streams, or with one that does not. */
  List<Variant> variants(boolean streams) {
    return cells.entrySet().stream()
        .filter(cell -> cell.getKey().streams() == streams)
        .flatMap(cell -> cell.getValue().stream())
        .distinct()
        .toList();
  }

  /** The workloads that stream, or those that do not. */
  List<Workload> workloads(boolean streams) {
    return cells.keySet().stream().filter(workload -> workload.streams() == streams).toList();
  }
}
