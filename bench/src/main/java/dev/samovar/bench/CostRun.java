package dev.samovar.bench;

import dev.samovar.bench.Results.Footprint;
import dev.samovar.bench.Results.Row;
import dev.samovar.bench.Results.Sample;
import dev.samovar.bench.RunningVariant.Setup;
import dev.samovar.bench.RunningVariant.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One run of the cost benchmark: all variants' proxies live at once and take turns, round after
 * round, so that a machine that is slower for a while is slower for all of them; every other round
 * goes backwards, so that none of them always comes after the same one. A variant is checked before
 * its first turn.
 */
final class CostRun {

  private static final double MOST_ERRORS = 0.01;
  private static final int TOLD_MILLIS = 3000;
  private static final int REST_MILLIS = 2000;

  /** What V8 has to see before it has compiled what is hot, in requests or in bytes of bodies. */
  private static final long WARM_REQUESTS = 30_000;

  private static final long WARM_BYTES = 1L << 29;
  private static final int MOST_WARM_TURNS = 5;

  private final CostPlan plan;
  private final Surroundings around;
  private final Wrk wrk;
  private final Consumer<String> progress;
  private final Results results = new Results();

  CostRun(CostPlan plan, Surroundings around, Wrk wrk, Consumer<String> progress) {
    this.plan = plan;
    this.around = around;
    this.wrk = wrk;
    this.progress = progress;
  }

  Results run() {
    measure(false);
    measure(true);
    return results;
  }

  private void measure(boolean streams) {
    List<RunningVariant> running = new ArrayList<>();
    try {
      for (Variant variant : plan.variants(streams)) {
        start(variant, streams, running);
      }
      Map<RunningVariant, Double> rest = rest(running);
      for (Workload workload : plan.workloads(streams)) {
        measure(workload, running);
      }
      for (RunningVariant one : running) {
        boolean known =
            results.footprints().stream().anyMatch(other -> other.variant().equals(one.variant()));
        if (!known) {
          results.footprints().add(footprint(one, rest.get(one)));
        }
      }
    } finally {
      running.forEach(RunningVariant::close);
    }
  }

  /** CPU that each takes without a request, microseconds a second; all at once. */
  private static Map<RunningVariant, Double> rest(List<RunningVariant> running) {
    Map<RunningVariant, Long> before = new LinkedHashMap<>();
    running.forEach(one -> before.put(one, one.cpuMicros()));
    long begun = System.nanoTime();
    if (!running.isEmpty()) {
      Pause.millis(REST_MILLIS);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    Map<RunningVariant, Double> out = new LinkedHashMap<>();
    running.forEach(one -> out.put(one, (one.cpuMicros() - before.get(one)) / seconds));
    return out;
  }

  private void start(Variant variant, boolean streams, List<RunningVariant> running) {
    String missing = missing(variant);
    if (!missing.isEmpty()) {
      if (results.leftOut().put(variant.name(), missing) == null) {
        progress.accept(variant.name() + ": left out: " + missing);
      }
      return;
    }
    RunningVariant one =
        RunningVariant.start(variant, around, Setup.measured(around.upstream(), streams));
    try {
      VariantCheck check = new VariantCheck(variant, around);
      check.check(one, streams);
      if (streams && variant.isOurs()) {
        EventByEvent.Passed passed = check.checkEvents();
        results.eventsPassed().put(variant.name(), passed.events());
        progress.accept(
            String.format(
                "%s: %d events in %d segments, each seen before more was sent; %d ended within the"
                    + " model's field",
                variant.name(), passed.events(), passed.segments(), passed.kept()));
      }
      running.add(one);
    } catch (BenchException e) {
      one.close();
      refuse(variant, e.getMessage());
    }
  }

  private void refuse(Variant variant, String why) {
    results.refused().put(variant.name(), why);
    progress.accept(variant.name() + ": refused: " + why);
  }

  private String missing(Variant variant) {
    return variant.peer().isEmpty() ? "" : around.peers().get(variant.peer()).missing();
  }

  private void measure(Workload workload, List<RunningVariant> running) {
    Path script = around.directory().resolve(workload.name() + ".lua");
    Wrk.script(workload, script);
    Map<RunningVariant, List<Sample>> samples = new LinkedHashMap<>();
    Map<RunningVariant, Long> decided = new LinkedHashMap<>();
    Map<RunningVariant, Long> fresh = new LinkedHashMap<>();
    for (RunningVariant one : running) {
      if (!plan.cells().get(workload).contains(one.variant())) {
        continue;
      }
      warm(workload, script, one);
      samples.put(one, new ArrayList<>());
      decided.put(one, one.decisions(""));
      fresh.put(one, one.decisions("fresh"));
    }
    for (int round = 1; round <= plan.rounds(); round++) {
      progress.accept(workload.name() + ": round " + round + " of " + plan.rounds());
      List<RunningVariant> turns = new ArrayList<>(samples.keySet());
      if (round % 2 == 0) {
        Collections.reverse(turns);
      }
      for (RunningVariant one : turns) {
        try {
          samples.get(one).add(turn(workload, script, one));
        } catch (BenchException e) {
          refuse(one.variant(), workload.name() + ": " + e.getMessage());
          samples.remove(one);
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    samples.forEach(
        (one, turns) -> {
          try {
            double share = fresh(one, workload, turns, decided.get(one), fresh.get(one));
            rows.add(new Row(one.variant(), turns, share));
          } catch (BenchException e) {
            refuse(one.variant(), workload.name() + ": " + e.getMessage());
          }
        });
    results.rows().put(workload, rows);
  }

  /** On a machine that is slow for now one turn does not do. */
  private void warm(Workload workload, Path script, RunningVariant one) {
    long requests = 0;
    for (int i = 0; i < MOST_WARM_TURNS && plan.warmSeconds() > 0; i++) {
      requests += wrk.run(script, one.port(), plan.connections(), plan.warmSeconds()).requests();
      if (workload.streams()
          || requests >= WARM_REQUESTS
          || requests * workload.bodyBytes() >= WARM_BYTES) {
        return;
      }
    }
  }

  private Sample turn(Workload workload, Path script, RunningVariant one) {
    long cpuBefore = one.cpuMicros();
    long eventsBefore = around.upstream().events();
    Wrk.Load load = wrk.run(script, one.port(), plan.connections(), plan.seconds(workload));
    long units = workload.streams() ? around.upstream().events() - eventsBefore : load.requests();
    if (units == 0) {
      throw new BenchException("answered nothing within a turn");
    }
    if (load.errors() > MOST_ERRORS * load.requests() && !workload.streams()) {
      throw new BenchException(load.errors() + " of " + load.requests() + " requests failed");
    }
    return new Sample((one.cpuMicros() - cpuBefore) / (double) units, load);
  }

  /**
   * How many of a row's decisions were fresh.
   *
   * @throws BenchException where fewer were made than requests were answered
   */
  private static double fresh(
      RunningVariant one, Workload workload, List<Sample> turns, long decided, long fresh) {
    if (!one.variant().isOurs() || !one.variant().routes() || workload.bodyBytes() == 0) {
      return Double.NaN;
    }
    long requests = turns.stream().mapToLong(turn -> turn.load().requests()).sum();
    long end = System.nanoTime() + TOLD_MILLIS * 1_000_000L;
    // The filter tells its counters at the next tick.
    while (one.decisions("") - decided < requests && System.nanoTime() < end) {
      Pause.millis(100);
    }
    long made = one.decisions("") - decided;
    if (made < requests) {
      throw new BenchException("decided " + made + " of " + requests + " requests");
    }
    return (one.decisions("fresh") - fresh) / (double) made;
  }

  private Footprint footprint(RunningVariant one, double restMicros) {
    Variant variant = one.variant();
    Path module =
        variant.isOurs()
            ? around.wasm()
            : variant.peer().isEmpty() ? null : around.peers().get(variant.peer()).file();
    try {
      return new Footprint(
          variant,
          one.startMillis(),
          one.residentKib(),
          module == null ? 0 : Files.size(module),
          restMicros);
    } catch (IOException e) {
      throw new BenchException(module + ": cannot be read", e);
    }
  }
}
