package dev.samovar.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.cli.document.DocumentException;
import dev.samovar.cli.document.DocumentReader;
import dev.samovar.cli.replay.DecisionLog;
import dev.samovar.cli.replay.ModuleReplay;
import dev.samovar.cli.replay.Replayed;
import dev.samovar.cli.replay.Replayer;
import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.Problem;
import dev.samovar.core.log.Chosen;
import dev.samovar.core.log.DecisionLogEntry;
import dev.samovar.core.log.LoggedConfiguration;
import dev.samovar.core.policy.Policies;
import dev.samovar.hostsim.HostSimException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay}: logged decisions made again; 1 where one differs or cannot be made. */
@Command(
    name = "replay",
    description = {
      "Makes the decisions of a filter's log again and says whether each choice is equal: by the"
          + " classes of the core and, with --wasm, by a compiled filter.",
      "Exit code: 0 where all are, 1 where one differs or cannot be made, 2 for a wrong usage."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Replay implements Callable<Integer> {
  private static final int MOST_SHOWN = 20;

  /** From the folder that {@code samovar.root} names. */
  private static final String SHIPPED = "filter/plugin/target/samovar.wasm";

  @Parameters(
      arity = "1..*",
      paramLabel = "LOG",
      description = "Logs with decision-log lines; other lines are passed over.")
  List<Path> logs = List.of();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The very JSON that the filter had, where the log does not hold it.")
  List<Path> configurations = List.of();

  @Option(
      names = "--wasm",
      arity = "0..1",
      fallbackValue = SHIPPED,
      paramLabel = "FILE",
      description = "Makes them again in this module too; without a file, in the one built here.")
  Path module;

  @Option(
      names = "--policy",
      paramLabel = "NAME",
      description = "Shows what this policy, with its standard parameters, would have chosen.")
  String policy;

  @Option(names = "--json", description = "Prints each entry as JSON.")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (policy != null && Policies.find(policy) < 0) {
      throw new ParameterException(spec.commandLine(), "--policy: no policy is named " + policy);
    }
    DecisionLog log = read();
    if (log.entries().isEmpty() && log.malformed().isEmpty()) {
      throw new CommandException(logs.get(0) + ": holds no decision-log line");
    }
    Replayer replayer = new Replayer(log, module == null ? null : inModule(log), policy);
    List<Replayed> replayed = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (DecisionLog.Entry entry : log.entries()) {
      Replayed one = replayer.replay(entry);
      if (one == null) {
        unknown.add(entry.where());
      } else {
        replayed.add(one);
      }
    }
    boolean equal =
        unknown.isEmpty()
            && log.malformed().isEmpty()
            && replayed.stream().allMatch(Replayed::isEqual);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(replayed, unknown, log.malformed()));
    } else {
      text(replayed, unknown, log.malformed(), out);
    }
    out.flush();
    return equal ? 0 : 1;
  }

  private DecisionLog read() {
    DecisionLog log = new DecisionLog();
    for (Path file : configurations) {
      try {
        String json = DocumentReader.text(file);
        LoggedConfiguration environment = new LoggedConfiguration(System::getenv);
        List<Problem> errors = ConfigurationReader.read(json, environment).errors();
        if (!errors.isEmpty()) {
          throw new CommandException(file + ": " + errors.get(0));
        }
        log.configuration(environment.text(json));
      } catch (DocumentException e) {
        throw new CommandException(e.getMessage());
      }
    }
    for (Path file : logs) {
      try {
        log.read(file);
      } catch (IOException e) {
        throw new CommandException(file + ": cannot be read");
      }
    }
    return log;
  }

  private Map<DecisionLogEntry, Chosen> inModule(DecisionLog log) {
    Path file = module;
    if (module.equals(Path.of(SHIPPED))) {
      file = Path.of(System.getProperty("samovar.root", "")).resolve(SHIPPED);
    }
    if (!Files.isRegularFile(file)) {
      throw new CommandException(file + ": is no file; build it, or name one with --wasm FILE");
    }
    try {
      return new ModuleReplay(file).replay(log);
    } catch (HostSimException | IllegalArgumentException e) {
      throw new CommandException(file + ": " + e.getMessage());
    }
  }

  private void text(
      List<Replayed> replayed, List<String> unknown, List<String> malformed, PrintWriter out) {
    List<Replayed> different = replayed.stream().filter(one -> !one.isEqual()).toList();
    for (Replayed one : different.subList(0, Math.min(MOST_SHOWN, different.size()))) {
      out.println(
          one.where()
              + ": logged "
              + shown(one.logged())
              + ", again "
              + shown(one.again())
              + (module == null ? "" : ", in the module " + shown(one.module())));
    }
    shown(malformed, "is cut off or changed", out);
    shown(unknown, "its configuration is not in the log; name it with --config", out);
    out.printf(
        Locale.ROOT,
        "%d decisions%s: %d equal, %d different, %d of unknown configuration, %d malformed%n",
        replayed.size() + unknown.size() + malformed.size(),
        module == null ? "" : ", by the core and by the module",
        replayed.size() - different.size(),
        different.size(),
        unknown.size(),
        malformed.size());
    if (policy != null && !replayed.isEmpty()) {
      compared(replayed, out);
    }
  }

  private void compared(List<Replayed> replayed, PrintWriter out) {
    List<Replayed> others = replayed.stream().filter(one -> !one.agrees()).toList();
    for (Replayed one : others.subList(0, Math.min(MOST_SHOWN, others.size()))) {
      out.println(
          one.where() + ": " + shown(one.again()) + ", by " + policy + " " + shown(one.other()));
    }
    double mean =
        others.stream()
            .mapToDouble(Replayed::regret)
            .filter(regret -> !Double.isNaN(regret))
            .average()
            .orElse(0);
    out.printf(
        Locale.ROOT,
        "%s: %d of %d choices are the same (%.1f %%); the others cost %.4g more on the average, by"
            + " the policy in force%n",
        policy,
        replayed.size() - others.size(),
        replayed.size(),
        100.0 * (replayed.size() - others.size()) / replayed.size(),
        mean);
  }

  private static void shown(List<String> places, String problem, PrintWriter out) {
    for (int i = 0; i < Math.min(MOST_SHOWN, places.size()); i++) {
      out.println(places.get(i) + ": " + problem);
    }
  }

  private static String shown(Chosen chosen) {
    if (chosen == null) {
      return "nothing";
    }
    String endpoint = chosen.endpoint().isEmpty() ? "-" : chosen.endpoint();
    return endpoint + " of provider " + chosen.provider() + " (" + chosen.level() + ")";
  }

  private String json(List<Replayed> replayed, List<String> unknown, List<String> malformed) {
    ObjectNode document = new ObjectMapper().createObjectNode();
    ArrayNode entries = document.putArray("decisions");
    for (Replayed one : replayed) {
      ObjectNode node = entries.addObject();
      node.put("where", one.where()).put("provider", one.provider()).put("equal", one.isEqual());
      put(node, "logged", one.logged());
      put(node, "again", one.again());
      if (module != null) {
        put(node, "module", one.module());
      }
      if (policy != null) {
        put(node, "other", one.other());
        node.put("agrees", one.agrees());
        if (!Double.isNaN(one.regret())) {
          node.put("regret", one.regret());
        }
      }
    }
    unknown.forEach(document.putArray("unknownConfiguration")::add);
    malformed.forEach(document.putArray("malformed")::add);
    return document.toPrettyString();
  }

  private static void put(ObjectNode node, String name, Chosen chosen) {
    if (chosen == null) {
      node.putNull(name);
      return;
    }
    ObjectNode out = node.putObject(name);
    out.put("provider", chosen.provider()).put("endpoint", chosen.endpoint());
    chosen.ranked().forEach(out.putArray("ranked")::add);
    out.put("model", chosen.model()).put("level", chosen.level());
  }
}
