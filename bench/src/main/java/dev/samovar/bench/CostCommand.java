package dev.samovar.bench;

import dev.samovar.bench.RunningVariant.Surroundings;
import dev.samovar.core.policy.Policies;
import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.EnvoyProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
      List.of("plain", "empty", "rust", "samovar", "samovar-noprefix");
  private static final List<String> QUICK_CASES = List.of("1k", "64k", "other");
  private static final int QUICK_MINUTES = 2;

  /** Where variants are named and cases are not. */
  private static final List<String> NAMED_CASES = List.of("1k", "64k");

  private static final Duration START = Duration.ofSeconds(60);
  private static final long DECISION_MICROS = 300_000;
  private static final int BLOCKS = 16;

  @Mixin CommonFlags common;

  @Option(names = "--quick", description = "A few variants and cases, in about two minutes.")
  boolean quick;

  @Option(
      names = "--variants",
      split = ",",
      paramLabel = "NAME",
      description =
          "Only these variants, such as plain,rust,samovar, or groups of them: peers, modes,"
              + " endpoints, policies, calls. Default: what the aims need.")
  List<String> variants;

  @Option(
      names = "--cases",
      split = ",",
      paramLabel = "NAME",
      description =
          "Of 1k, 64k, 1m (chat bodies), stream, other. Default: each variant in its own, or 1k and"
              + " 64k where variants are named.")
  List<String> cases;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "As many rounds as fit into so many minutes, 3 to 30 rounds. Default: 15.")
  Integer minutes;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Turns of each variant, instead of --minutes.")
  Integer rounds;

  @Option(names = "--seconds", paramLabel = "S", description = "Length of a turn. Default: 1.")
  Integer seconds;

  @Option(
      names = "--warm-seconds",
      paramLabel = "S",
      description = "Length of the uncounted first turn. Default: 2.")
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

  @Option(names = "--list", description = "Lists the variants with their groups and ends.")
  boolean list;

  @Override
  public void run() {
    if (list) {
      System.out.print(listing());
      return;
    }
    CostPlan plan = plan();
    Path wasm = common.wasm();
    Wrk wrk = Wrk.find(System.getenv());
    EnvoyBinary binary = common.envoy();
    Path results = out == null ? common.work() : out;
    System.err.printf(
        "%d variants, %d cases, %d rounds of %d s: about %d minutes%n",
        plan.cells().values().stream().flatMap(List::stream).distinct().count(),
        plan.cells().size(),
        plan.rounds(),
        plan.seconds(),
        1 + plan.estimatedSeconds() / 60);
    Results measured;
    RunDirectory run = RunDirectory.in(common.work());
    Path directory = run.path();
    try (Upstream upstream = Upstream.start(binary, directory)) {
      Surroundings around = new Surroundings(binary, directory, wasm, common.peers(), upstream);
      measured = new CostRun(plan, around, wrk, System.err::println).run();
    }
    if (variants == null) {
      decisions(measured, binary, directory.resolve("decision"));
    }
    if (measured.refused().isEmpty()) {
      run.remove();
    }
    Machine machine = Machine.current(common.root(), binary, wrk);
    System.out.print(TableReport.of(measured, machine));
    common.write(results.resolve("cost.json"), Json.write(JsonReport.of(measured, machine, plan)));
    common.write(results.resolve("cost.svg"), Plot.of(measured, machine));
    if (!measured.refused().isEmpty()) {
      throw new BenchException(
          String.join(", ", measured.refused().keySet())
              + ": refused, for the reasons above; the logs are in "
              + directory);
    }
  }

  CostPlan plan() {
    List<Workload> workloads =
        Workload.named(
            cases != null
                ? cases
                : quick ? QUICK_CASES : variants != null ? NAMED_CASES : Workload.NAMES);
    List<String> names = variants != null ? variants : quick ? QUICK_VARIANTS : null;
    Map<Workload, List<Variant>> cells =
        names == null ? CostPlan.standard(workloads) : CostPlan.of(Variant.named(names), workloads);
    CostPlan plan =
        new CostPlan(
            cells,
            positive("--rounds", rounds, 1),
            positive("--seconds", seconds, 1),
            warmSeconds == null ? 2 : warmSeconds,
            connections);
    int time = positive("--minutes", minutes, quick ? QUICK_MINUTES : 15);
    return rounds == null ? plan.fitting(time) : plan;
  }

  static String listing() {
    StringBuilder text = new StringBuilder();
    for (Variant one : Variant.all()) {
      String groups = String.join(" ", one.groups());
      String in = one.cases().isEmpty() ? "" : " [" + String.join(" ", one.cases()) + "]";
      text.append(String.format("%-28s %s%s; %s%n", one.name(), one.about(), in, groups));
    }
    return text.append("In brackets the cases that are measured by default, then the groups.\n")
        .toString();
  }

  /** What the decision alone costs by default, where its module was built. */
  private void decisions(Results results, EnvoyBinary binary, Path directory) {
    Path module = common.root().resolve("bench/target/decision.wasm");
    if (!Files.isRegularFile(module)) {
      return;
    }
    BareProxy.answering("{}").wasm(module.toAbsolutePath(), "").write(directory);
    try (EnvoyProcess envoy = EnvoyProcess.start(binary, directory, 1, START)) {
      DecisionProbe probe = new DecisionProbe(envoy, DECISION_MICROS);
      for (int endpoints : new int[] {32, 512}) {
        for (int blocks : new int[] {0, BLOCKS}) {
          results
              .decisions()
              .add(
                  new Results.DecisionCost(
                      endpoints, blocks, probe.measure(Policies.name(0), endpoints, blocks)));
        }
      }
    }
  }

  private static int positive(String flag, Integer given, int fallback) {
    if (given != null && given < 1) {
      throw new BenchException(flag + ": must be at least 1, not " + given);
    }
    return given == null ? fallback : given;
  }
}
