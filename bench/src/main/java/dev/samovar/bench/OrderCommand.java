package dev.samovar.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.bench.order.Deployed;
import dev.samovar.bench.order.LiveFleet;
import dev.samovar.bench.order.OrderException;
import dev.samovar.bench.order.Pair;
import dev.samovar.bench.order.Report;
import dev.samovar.bench.order.Run;
import dev.samovar.bench.order.Simulated;
import dev.samovar.bench.order.Small;
import dev.samovar.cli.simulate.gateway.Contestant;
import dev.samovar.cli.simulate.scenario.Scenario;
import dev.samovar.cli.simulate.scenario.ScenarioException;
import dev.samovar.cli.simulate.scenario.ScenarioReader;
import dev.samovar.envoy.EnvoyBinary;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code samovar bench order}: does a real Envoy put policies in the order of the simulation? 1
 * where it does not, where the simulation separates no two, or where the machine was too busy.
 */
@Command(
    name = "order",
    description =
        "Runs scenarios of ./samovar simulate at small scale, simulated and through real Envoys"
            + " before llm-sim, with the same requests. Where the simulation separates two policies"
            + " by a factor of two or more in the 90th percentile of the time to the first token,"
            + " their order must be the same.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class OrderCommand implements Callable<Integer> {

  private static final List<String> SCENARIOS =
      List.of("independent.yaml", "chat.yaml", "failing.yaml");

  /**
   * A driver that is later than this at its p99 had no processor; what it measured is of no use.
   */
  private static final double MOST_LATE_SECONDS = 0.1;

  private static final int TRIES = 3;

  @Mixin CommonFlags common;

  @Option(
      names = "--scenario",
      paramLabel = "FILE",
      description =
          "A scenario; may be given several times. Default: independent, chat and failing of"
              + " cli/scenarios.")
  List<Path> scenarios;

  @Option(
      names = "--policies",
      split = ",",
      paramLabel = "NAME",
      description = "The filter's policies by name. Default: seven, from random to expected-wait.")
  List<String> policies = Deployed.USUAL;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "40",
      description = "How long requests come in one run, 10 to 600. Default: 40.")
  int seconds;

  @Option(names = "--seed", paramLabel = "N", description = "Instead of the scenario's.")
  Integer seed;

  private int busy;

  @Override
  public Integer call() {
    if (seconds < 10 || seconds > 600) {
      throw new BenchException("--seconds: " + seconds + " is not from 10 to 600");
    }
    try {
      return run();
    } catch (OrderException | ScenarioException e) {
      throw new BenchException(e.getMessage(), e);
    }
  }

  private int run() {
    List<Contestant> contestants = Deployed.named(policies);
    List<Small> read = files().stream().map(this::read).toList();
    EnvoyBinary binary = common.envoy();
    Path root = common.root();
    LiveFleet.Parts parts =
        new LiveFleet.Parts(
            binary,
            common.wasm(),
            root.resolve("metrics-agent/target/samovar-agent.jar"),
            root.resolve("llm-sim/target/samovar-llm-sim.jar"));
    RunDirectory directory = RunDirectory.in(common.work());
    ObjectNode out = Json.object();
    ObjectNode where = out.putObject("machine");
    Machine.current(root, binary).describe().forEach(where::put);
    ArrayNode rules = out.putArray("rules");
    Small.rules().forEach(rules::add);
    Small.rules().forEach(System.out::println);
    ArrayNode documents = out.putArray("scenarios");
    int separated = 0;
    int wrong = 0;
    for (Small small : read) {
      List<Pair> pairs = compare(small, contestants, parts, directory.path(), documents);
      separated += pairs.size();
      wrong += (int) pairs.stream().filter(pair -> !pair.agrees()).count();
    }
    directory.remove();
    common.write(common.work().resolve("order.json"), Json.write(out));
    System.out.printf(
        "%d pairs are %.0f x apart in the simulation, %d of them in another order on Envoy%n",
        separated, Pair.SEPARATED, wrong);
    if (busy > 0) {
      System.out.printf("%d runs were made on too busy a machine: nothing is proven%n", busy);
    }
    return separated == 0 || wrong > 0 || busy > 0 ? 1 : 0;
  }

  private List<Path> files() {
    return scenarios == null
        ? SCENARIOS.stream().map(common.root().resolve("cli/scenarios")::resolve).toList()
        : scenarios;
  }

  private Small read(Path file) {
    return Small.of(ScenarioReader.read(file).with(seed, List.of()), seconds);
  }

  private List<Pair> compare(
      Small small,
      List<Contestant> contestants,
      LiveFleet.Parts parts,
      Path directory,
      ArrayNode documents) {
    Scenario scenario = small.scenario();
    System.out.printf(
        Locale.ROOT,
        "%n%s%n%d replicas, %d gateways, %.1f requests/s for %d s, time to the first token in s%n%s%n",
        scenario.name(),
        scenario.fleet().size(),
        scenario.fleet().gateways(),
        scenario.rate(),
        seconds,
        Report.head());
    Map<String, Simulated> simulated = new LinkedHashMap<>();
    Map<String, Run> real = new LinkedHashMap<>();
    Map<String, Double> late = new LinkedHashMap<>();
    for (Contestant contestant : contestants) {
      String policy = contestant.name();
      simulated.put(policy, Simulated.of(small, contestant));
      LiveFleet.Result result = measure(scenario, policy, parts, directory);
      real.put(policy, result.run());
      late.put(policy, result.lateP99Seconds());
      System.out.println(
          Report.line(policy, simulated.get(policy), real.get(policy), late.get(policy)));
    }
    List<Pair> pairs = Pair.separated(simulated, real);
    System.out.print(Report.pairs(pairs));
    Report.add(documents, scenario, simulated, real, late, pairs);
    return pairs;
  }

  /** A real run, made again where the machine was too busy, whatever came out. */
  private LiveFleet.Result measure(
      Scenario scenario, String policy, LiveFleet.Parts parts, Path directory) {
    for (int left = TRIES - 1; ; left--) {
      LiveFleet.Result result;
      try (LiveFleet fleet = LiveFleet.start(scenario, policy, parts, directory)) {
        result = fleet.run();
      }
      if (result.lateP99Seconds() <= MOST_LATE_SECONDS) {
        return result;
      }
      System.out.printf(
          Locale.ROOT,
          "%s: sent %.0f ms late at the p99, the machine is too busy%s%n",
          policy,
          1000 * result.lateP99Seconds(),
          left > 0 ? "; once more" : "");
      if (left == 0) {
        busy++;
        return result;
      }
    }
  }
}
