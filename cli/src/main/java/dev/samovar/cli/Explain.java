package dev.samovar.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.samovar.cli.deployment.Deployment;
import dev.samovar.cli.deployment.Plugin;
import dev.samovar.cli.document.Document;
import dev.samovar.cli.document.DocumentException;
import dev.samovar.cli.document.DocumentReader;
import dev.samovar.cli.explain.ExplainException;
import dev.samovar.cli.explain.ExplainTable;
import dev.samovar.cli.explain.Explained;
import dev.samovar.cli.explain.Explainer;
import dev.samovar.cli.explain.Question;
import dev.samovar.cli.explain.RequestFile;
import dev.samovar.core.config.Configuration;
import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.Problem;
import dev.samovar.core.policy.Policies;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code explain}: the decision that the filter would make; 1 where it would refuse. Long because
 * each option stands with its text.
 */
@Command(
    name = "explain",
    description = {
      "Prints the decision that the filter would make for one request: a filter that has just"
          + " started, with nothing in flight and no prefix remembered.",
      "Exit code: 0 for a decision or a request that passes, 1 for one that is refused or a file"
          + " that is wrong, 2 for a wrong usage."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Explain implements Callable<Integer> {
  private static final Pattern LATER = Pattern.compile("\\+(\\d{1,9})(ms|s|m)");

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "A plugin configuration, or a file of Envoy or Kubernetes that holds one.")
  Path config;

  @Option(
      names = "--snapshot",
      paramLabel = "FILE",
      description = "The agent's answer to GET /v1/snapshot; without it no endpoint is known.")
  Path snapshot;

  @Option(
      names = "--loads",
      paramLabel = "FILE",
      description = "The agent's answer to GET /v1/metrics, for least-load: {\"key\": 10}.")
  Path loads;

  @Option(
      names = "--request",
      required = true,
      paramLabel = "FILE",
      description = "A JSON body, or an HTTP message that begins with POST /path.")
  Path request;

  @Option(
      names = "--header",
      paramLabel = "NAME=VALUE",
      description = "A header of the request; may be given several times.")
  Map<String, String> headers = new HashMap<>();

  @Option(
      names = "--path",
      paramLabel = "PATH",
      defaultValue = "/v1/chat/completions",
      description = "Where the request's file names none; ${DEFAULT-VALUE}.")
  String path;

  @Option(names = "--route", paramLabel = "NAME", description = "The proxy's route, for _rules_.")
  String route = "";

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "The proxy's cluster, for _rules_.")
  String service = "";

  @Option(
      names = "--now",
      paramLabel = "TIME",
      description =
          "When the request comes: milliseconds since 1970, 2026-01-31T12:00:00Z, or +500ms after"
              + " the moment of the snapshot, which is the default.")
  String now;

  @Option(
      names = "--random",
      paramLabel = "N",
      defaultValue = "1",
      description = "The draw, as an explanation tells it; ${DEFAULT-VALUE}.")
  long random;

  @Option(
      names = "--policy",
      paramLabel = "NAME",
      description = "Instead of the configured ones, with its standard parameters.")
  String policy;

  @Option(names = "--json", description = "Prints the filter's explanation as it is.")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    if (policy != null && Policies.find(policy) < 0) {
      List<String> known = new ArrayList<>();
      for (int i = 0; i < Policies.count(); i++) {
        known.add(Policies.name(i));
      }
      throw usage(
          "--policy: no policy is named " + policy + "; known: " + String.join(", ", known));
    }
    Matcher later = LATER.matcher(now == null ? "+0ms" : now);
    boolean relative = later.matches();
    long at = relative ? -1 : absolute();
    Plugin plugin = plugin();
    for (Problem warning : plugin.result().warnings()) {
      spec.commandLine().getErr().println(config + ": warning: " + warning);
    }
    Explained explained;
    try {
      explained =
          Explainer.explain(
              new Question(
                  configuration(plugin),
                  snapshot == null ? null : document(snapshot),
                  String.valueOf(snapshot),
                  loads == null ? Map.of() : loads(document(loads)),
                  RequestFile.read(request, path, headers),
                  route,
                  service,
                  at,
                  relative ? millis(later) : 0,
                  random,
                  policy));
    } catch (ExplainException e) {
      throw new CommandException(e.getMessage());
    }
    return print(explained);
  }

  private int print(Explained explained) {
    PrintWriter out = spec.commandLine().getOut();
    int code = 0;
    if (explained instanceof Explained.Decided decided) {
      if (decided.decision().reason().equals("nothing known")) {
        spec.commandLine()
            .getErr()
            .println(
                "warning: nothing usable is known; least-load needs --loads, others --snapshot");
      }
      out.print(json ? decided.json() + "\n" : ExplainTable.of(decided));
    } else if (explained instanceof Explained.Refused refused) {
      out.println(
          json
              ? refused.error().toJson()
              : "refused with " + refused.error().status() + ": " + refused.error().toJson());
      code = 1;
    } else if (explained instanceof Explained.Passed passed) {
      out.println(json ? "null" : "passes untouched: " + passed.reason());
    }
    out.flush();
    return code;
  }

  private Plugin plugin() {
    Deployment deployment;
    try {
      deployment = Deployment.of(DocumentReader.read(config), System::getenv);
    } catch (DocumentException e) {
      throw new CommandException(e.getMessage());
    }
    List<Plugin> routers = deployment.routers();
    if (routers.isEmpty()) {
      throw new CommandException(
          config + ": holds no plugin configuration that decides; one names providers");
    }
    if (routers.size() > 1) {
      throw new CommandException(
          config + ": holds " + routers.size() + " plugin configurations; keep one");
    }
    Plugin plugin = routers.get(0);
    if (plugin.configuration() == null) {
      List<String> errors = new ArrayList<>();
      plugin.result().problems().forEach(p -> errors.add(plugin.place().file() + ": " + p));
      throw new CommandException(String.join("\n", errors));
    }
    return plugin;
  }

  private Configuration configuration(Plugin plugin) {
    return policy == null
        ? plugin.configuration()
        : ConfigurationReader.read(
                Question.allowStrategies(plugin.node()).toString(), System::getenv)
            .configuration();
  }

  private static JsonNode document(Path file) {
    try {
      List<Document> documents = DocumentReader.read(file);
      if (documents.size() != 1 || !documents.get(0).root().isObject()) {
        throw new CommandException(file + ": must hold one JSON object");
      }
      return documents.get(0).root();
    } catch (DocumentException e) {
      throw new CommandException(e.getMessage());
    }
  }

  private Map<String, Double> loads(JsonNode answer) {
    Map<String, Double> out = new HashMap<>();
    answer
        .properties()
        .forEach(
            load -> {
              if (load.getValue().isNumber()) {
                out.put(load.getKey(), load.getValue().doubleValue());
              } else if (!load.getValue().isNull()) {
                throw new CommandException(
                    loads + ": " + load.getKey() + ": must be a number or null");
              }
            });
    return out;
  }

  private long absolute() {
    try {
      return now.matches("\\d{1,18}") ? Long.parseLong(now) : Instant.parse(now).toEpochMilli();
    } catch (DateTimeException e) {
      throw usage("--now: must be milliseconds since 1970, 2026-01-31T12:00:00Z, or +500ms");
    }
  }

  private static long millis(Matcher later) {
    long number = Long.parseLong(later.group(1));
    return switch (later.group(2)) {
      case "ms" -> number;
      case "s" -> number * 1000;
      default -> number * 60_000;
    };
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
