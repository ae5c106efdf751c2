package dev.samovar.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.samovar.cli.lint.Finding;
import dev.samovar.cli.lint.Linter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lint}: finds what does not meet in the files of a deployment; 1 where an error is. */
@Command(
    name = "lint",
    description = {
      "Reads the files of one deployment together and finds what does not meet: plugin and agent"
          + " configurations, Envoy, EnvoyFilter, VirtualService, WasmPlugin, HTTPRoute, Ingress.",
      "Exit code: 0 without errors, 1 with errors, 2 for a wrong usage."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Lint implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "YAML or JSON; of a folder all .yaml, .yml and .json files in it and below.")
  List<Path> paths = List.of();

  @Option(names = "--json", description = "Prints the findings as JSON.")
  boolean json;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    List<Path> files = new ArrayList<>();
    paths.forEach(path -> files.addAll(files(path)));
    Linter.Outcome outcome = Linter.lint(files);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(outcome));
    } else {
      outcome.findings().forEach(out::println);
      long warnings = outcome.findings().size() - outcome.errors();
      out.println(
          count(outcome.files(), "file")
              + ", "
              + count(outcome.plugins(), "plugin configuration")
              + ": "
              + count(outcome.errors(), "error")
              + ", "
              + count(warnings, "warning"));
    }
    out.flush();
    return outcome.errors() > 0 ? 1 : 0;
  }

  private static String count(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static String json(Linter.Outcome outcome) {
    ArrayNode findings = new ObjectMapper().createArrayNode();
    for (Finding finding : outcome.findings()) {
      findings
          .addObject()
          .put("level", finding.level())
          .put("rule", finding.rule())
          .put("file", finding.place().file())
          .put("path", finding.place().path().strip())
          .put("problem", finding.problem())
          .put("mend", finding.mend());
    }
    return findings.toPrettyString();
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> found =
          files
              .filter(Files::isRegularFile)
              .filter(file -> file.toString().matches(".*\\.(ya?ml|json)"))
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw new CommandException(path + ": holds no .yaml, .yml or .json file");
      }
      return found;
    } catch (IOException e) {
      throw new CommandException(path + ": cannot be read");
    }
  }
}
