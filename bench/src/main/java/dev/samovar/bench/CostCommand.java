package dev.samovar.bench;

import dev.samovar.bench.RunningVariant.Surroundings;
import dev.samovar.envoy.EnvoyBinary;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code samovar bench cost}: what filters cost in the proxy, side by side. */
@Command(
    name = "cost",
    description =
        "Measures CPU per request, latency, memory, start and size of the filter and its peers, on a"
            + " real Envoy with one worker; the variants take turns.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CostCommand implements Runnable {

  private static final List<String> QUICK_VARIANTS =
      List.of("plain", "empty", "rust", "samovar", "samovar-shipped");
  private static final List<String> QUICK_CASES = List.of("1k", "64k", "other");
  private static final int QUICK_ROUNDS = 2;

  @Mixin CommonFlags common;

  @Option(
      names = "--quick",
      description = "A few variants and cases, two rounds of 2 s: at most two minutes.")
  boolean quick;

  @Option(
      names = "--variants",
      split = ",",
      paramLabel = "NAME",
      description = "Only these variants, such as plain,rust,samovar. Default: all.")
  List<String> variants;

  @Option(
      names = "--cases",
      split = ",",
      paramLabel = "NAME",
      description = "Of 1k, 64k, 1m (chat bodies), stream, other. Default: all.")
  List<String> cases;

  @Option(names = "--rounds", paramLabel = "N", description = "Turns of each variant. Default: 3.")
  Integer rounds;

  @Option(names = "--seconds", paramLabel = "S", description = "Length of a turn. Default: 4.")
  Integer seconds;

  @Option(
      names = "--warm-seconds",
      paramLabel = "S",
      description = "Length of the uncounted first turn. Default: 3.")
  Integer warmSeconds;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "16",
      description = "Open connections. Default: 16.")
  int connections;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where cost.json and cost.svg go. Default: .samovar/bench.")
  Path out;

  @Option(names = "--list", description = "Lists the variants and ends.")
  boolean list;

  @Override
  public void run() {
    if (list) {
      Variant.all().forEach(one -> System.out.printf("%-18s %s%n", one.name(), one.about()));
      return;
    }
    CostRun.Plan plan = plan();
    Path wasm = common.wasm();
    Wrk wrk = Wrk.find(System.getenv());
    EnvoyBinary binary = common.envoy();
    Path results = out == null ? common.work() : out;
    System.err.printf(
        "%d variants, %d cases: about %d minutes%n",
        plan.variants().size(), plan.workloads().size(), 1 + plan.estimatedSeconds() / 60);
    Results measured;
    RunDirectory run = RunDirectory.in(common.work());
    Path directory = run.path();
    try (Upstream upstream = Upstream.start(binary, directory)) {
      Surroundings around = new Surroundings(binary, directory, wasm, common.peers(), upstream);
      measured = new CostRun(plan, around, wrk, System.err::println).run();
    }
    run.remove();
    Machine machine = Machine.current(common.root(), binary, wrk);
    System.out.print(TableReport.of(measured, machine));
    common.write(results.resolve("cost.json"), Json.write(JsonReport.of(measured, machine, plan)));
    common.write(results.resolve("cost.svg"), Plot.of(measured, machine));
  }

  CostRun.Plan plan() {
    List<Workload> workloads =
        Workload.named(cases != null ? cases : quick ? QUICK_CASES : Workload.NAMES);
    List<Variant> chosen =
        variants != null
            ? Variant.named(variants)
            : quick ? Variant.named(QUICK_VARIANTS) : Variant.standard();
    return new CostRun.Plan(
        chosen,
        workloads,
        positive("--rounds", rounds, quick ? QUICK_ROUNDS : 3),
        positive("--seconds", seconds, quick ? 2 : 4),
        warmSeconds == null ? quick ? 2 : 3 : warmSeconds,
        connections);
  }

  private static int positive(String flag, Integer given, int fallback) {
    if (given != null && given < 1) {
      throw new BenchException(flag + ": must be at least 1, not " + given);
    }
    return given == null ? fallback : given;
  }
}
