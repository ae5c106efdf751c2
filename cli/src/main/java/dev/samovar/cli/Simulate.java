package dev.samovar.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.samovar.cli.simulate.Outcome;
import dev.samovar.cli.simulate.Tournament;
import dev.samovar.cli.simulate.report.Json;
import dev.samovar.cli.simulate.report.Limits;
import dev.samovar.cli.simulate.report.Plot;
import dev.samovar.cli.simulate.report.Table;
import dev.samovar.cli.simulate.report.Verdicts;
import dev.samovar.cli.simulate.scenario.Scenario;
import dev.samovar.cli.simulate.scenario.ScenarioException;
import dev.samovar.cli.simulate.scenario.ScenarioReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate}: policies side by side on a simulated fleet; 1 where a target is missed. */
@Command(
    name = "simulate",
    description = "Runs policies side by side on a simulated fleet, with the same requests.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Simulate implements Callable<Integer> {
  @Option(
      names = "--scenario",
      paramLabel = "FILE",
      description = "A scenario in YAML, or a folder of them; may be given several times.")
  List<Path> scenarios = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the outcomes as JSON.")
  Path json;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Writes a picture: FILE.svg, or a page: FILE.html; for one scenario.")
  Path plot;

  @Option(
      names = "--capacity",
      arity = "0..1",
      fallbackValue = "3",
      paramLabel = "SECONDS",
      description =
          "Finds the rate that each policy sustains with a 99th percentile of the time to the first"
              + " token within so many seconds (${FALLBACK-VALUE}).")
  Double capacity;

  @Option(
      names = "--policies",
      split = ",",
      paramLabel = "NAME",
      description = "Only these of the scenario's policies.")
  List<String> policies = List.of();

  @Option(names = "--seed", paramLabel = "N", description = "Instead of the scenario's.")
  Integer seed;

  @Option(names = "--parallel", description = "Uses all processors; outcomes are the same.")
  boolean parallel;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (scenarios.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--scenario: is missing; for instance --scenario cli/scenarios/chat.yaml");
    }
    List<Scenario> read = read();
    if (plot != null && read.size() != 1) {
      throw new ParameterException(spec.commandLine(), "--plot: needs exactly one scenario");
    }
    PrintWriter out = spec.commandLine().getOut();
    ArrayNode documents = new ObjectMapper().createArrayNode();
    boolean missed = false;
    for (Scenario scenario : read) {
      out.println(scenario.name());
      if (!scenario.description().isEmpty()) {
        out.println(scenario.description().strip());
      }
      Tournament tournament = new Tournament(scenario, parallel);
      if (capacity != null) {
        sustained(out, scenario, tournament);
      } else {
        missed |= run(out, scenario, tournament, documents);
      }
      out.println();
      out.flush();
    }
    out.println("Not modelled:");
    Limits.lines().forEach(line -> out.println("- " + line));
    out.flush();
    if (json != null) {
      write(json, pretty(documents));
    }
    return missed ? 1 : 0;
  }

  private boolean run(
      PrintWriter out, Scenario scenario, Tournament tournament, ArrayNode documents) {
    double rate = tournament.rate();
    out.println(about(scenario, rate));
    out.flush();
    List<Outcome> outcomes = tournament.outcomes(rate);
    String table = Table.of(outcomes);
    out.print(table);
    Verdicts verdicts = Verdicts.of(scenario, tournament, outcomes);
    out.print(verdicts.text());
    documents.add(verdicts.addTo(Json.of(scenario, rate, outcomes)));
    if (plot != null) {
      String svg = Plot.svg(scenario.name(), outcomes);
      boolean isPage = plot.toString().endsWith(".html");
      write(plot, isPage ? Plot.html(scenario.name(), table, svg) : svg);
    }
    return !verdicts.areAllMet();
  }

  private static String about(Scenario scenario, double rate) {
    String load =
        scenario.load() == scenario.load()
            ? String.format(
                Locale.ROOT,
                ", %.0f%% of what the all-knowing choice sustains at a p99 of %.0f s",
                100 * scenario.load(),
                Tournament.CAPACITY_BOUND_SECONDS)
            : "";
    return String.format(
        Locale.ROOT,
        "%d replicas, %d gateways of %d workers, %.0f s of which the first %.0f do not count, seed"
            + " %d; %.1f requests/s%s",
        scenario.fleet().size(),
        scenario.fleet().gateways(),
        scenario.fleet().workers(),
        scenario.duration() / 1e6,
        scenario.warmup() / 1e6,
        scenario.seed(),
        rate,
        load);
  }

  private void sustained(PrintWriter out, Scenario scenario, Tournament tournament) {
    double[] rates = tournament.sustained(scenario.policies(), capacity);
    out.println("requests/s with a p99 of the time to the first token within " + capacity + " s");
    for (int i = 0; i < rates.length; i++) {
      out.println(
          String.format(Locale.ROOT, "%-22s %8.1f", scenario.policies().get(i).name(), rates[i]));
    }
  }

  private List<Scenario> read() {
    List<Scenario> read = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    for (Path path : scenarios) {
      for (Path file : files(path)) {
        try {
          read.add(ScenarioReader.read(file).with(seed, policies));
        } catch (ScenarioException e) {
          errors.addAll(e.errors());
        }
      }
    }
    if (!errors.isEmpty()) {
      throw new CommandException(String.join("\n", errors));
    }
    return read;
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> files = Files.list(path)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
      if (found.isEmpty()) {
        throw new CommandException(path + ": has no .yaml file");
      }
      return found;
    } catch (IOException e) {
      throw new CommandException(path + ": cannot be read");
    }
  }

  private static String pretty(ArrayNode documents) {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(documents)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new CommandException(file + ": cannot be written");
    }
  }
}
