package dev.samovar.bench;

import dev.samovar.bench.Results.Footprint;
import dev.samovar.bench.Results.Row;
import dev.samovar.bench.Results.Sample;
import dev.samovar.bench.RunningVariant.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One run of the cost benchmark: all variants' proxies live at once and take turns, round after
 * round, so that a machine that is slower for a while is slower for all of them.
 */
final class CostRun {

  private final Plan plan;
  private final Surroundings around;
  private final Wrk wrk;
  private final Consumer<String> progress;
  private final Results results = new Results();

  /**
   * What to measure.
   *
   * @param rounds turns of each variant with each workload
   * @param seconds of a turn
   * @param warmSeconds of a turn that is not counted, before the first; V8 compiles hot functions
   *     anew while it lasts
   * @param connections kept open by the load generator
   */
  record Plan(
      List<Variant> variants,
      List<Workload> workloads,
      int rounds,
      int seconds,
      int warmSeconds,
      int connections) {

    /** How long it takes without the starts, in seconds. */
    int estimatedSeconds() {
      return variants.size() * workloads.size() * (rounds * seconds + warmSeconds);
    }
  }

  CostRun(Plan plan, Surroundings around, Wrk wrk, Consumer<String> progress) {
    this.plan = plan;
    this.around = around;
    this.wrk = wrk;
    this.progress = progress;
  }

  Results run() {
    measure(plan.workloads().stream().filter(workload -> !workload.streams()).toList(), false);
    measure(plan.workloads().stream().filter(Workload::streams).toList(), true);
    return results;
  }

  private void measure(List<Workload> workloads, boolean streams) {
    if (workloads.isEmpty()) {
      return;
    }
    List<RunningVariant> running = new ArrayList<>();
    try {
      for (Variant variant : plan.variants()) {
        start(variant, streams, running);
      }
      for (Workload workload : workloads) {
        measure(workload, running);
      }
      if (results.footprints().isEmpty()) {
        running.forEach(one -> results.footprints().add(footprint(one)));
      }
    } finally {
      running.forEach(RunningVariant::close);
    }
  }

  private void start(Variant variant, boolean streams, List<RunningVariant> running) {
    String missing = missing(variant);
    if (missing.isEmpty()) {
      running.add(RunningVariant.start(variant, around, streams));
    } else if (results.leftOut().put(variant.name(), missing) == null) {
      progress.accept(variant.name() + ": left out: " + missing);
    }
  }

  private String missing(Variant variant) {
    return variant.peer().isEmpty() ? "" : around.peers().get(variant.peer()).missing();
  }

  private void measure(Workload workload, List<RunningVariant> running) {
    Path script = around.directory().resolve(workload.name() + ".lua");
    Wrk.script(workload, script);
    Map<RunningVariant, List<Sample>> samples = new LinkedHashMap<>();
    for (RunningVariant one : running) {
      if (!one.variant().serves(workload)) {
        continue;
      }
      samples.put(one, new ArrayList<>());
      if (plan.warmSeconds() > 0) {
        wrk.run(script, one.port(), plan.connections(), plan.warmSeconds());
      }
    }
    for (int round = 1; round <= plan.rounds(); round++) {
      progress.accept(workload.name() + ": round " + round + " of " + plan.rounds());
      for (RunningVariant one : samples.keySet()) {
        samples.get(one).add(turn(workload, script, one));
      }
    }
    List<Row> rows = new ArrayList<>();
    samples.forEach((one, turns) -> rows.add(new Row(one.variant(), turns)));
    results.rows().put(workload, rows);
  }

  private Sample turn(Workload workload, Path script, RunningVariant one) {
    long cpuBefore = one.cpuMicros();
    long eventsBefore = around.upstream().events();
    Wrk.Load load = wrk.run(script, one.port(), plan.connections(), plan.seconds());
    long units = workload.streams() ? around.upstream().events() - eventsBefore : load.requests();
    if (units == 0) {
      throw new BenchException(
          one.variant().name() + ": answered nothing of " + workload.name() + " within a turn");
    }
    return new Sample((one.cpuMicros() - cpuBefore) / (double) units, load);
  }

  private Footprint footprint(RunningVariant one) {
    Variant variant = one.variant();
    Path module =
        variant.isOurs()
            ? around.wasm()
            : variant.peer().isEmpty() ? null : around.peers().get(variant.peer()).file();
    try {
      return new Footprint(
          variant, one.startMillis(), one.residentKib(), module == null ? 0 : Files.size(module));
    } catch (IOException e) {
      throw new BenchException(module + ": cannot be read", e);
    }
  }
}
