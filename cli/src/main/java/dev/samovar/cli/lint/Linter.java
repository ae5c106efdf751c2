package dev.samovar.cli.lint;

import dev.samovar.cli.deployment.Deployment;
import dev.samovar.cli.document.Document;
import dev.samovar.cli.document.DocumentException;
import dev.samovar.cli.document.DocumentReader;
import dev.samovar.cli.document.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads files and checks them together. */
public final class Linter {
  private static final List<Rule> RULES =
      List.of(
          new ConfigurationRule(),
          new RoutesRule(),
          new WeightsRule(),
          new AgentRule(),
          new SecretsRule(),
          new StrippingRule(),
          new HostingRule(),
          new EndpointsRule());

  /**
   * What came of it.
   *
   * @param plugins how many plugin configurations were found
   */
  public record Outcome(List<Finding> findings, int files, int plugins) {
    /** How many are errors. */
    public long errors() {
      return findings.stream().filter(Finding::fatal).count();
    }
  }

  private Linter() {}

  /** The findings in these files. */
  public static Outcome lint(List<Path> files) {
    Findings out = new Findings();
    List<Document> documents = new ArrayList<>();
    for (Path file : files) {
      try {
        documents.addAll(DocumentReader.read(file));
      } catch (DocumentException e) {
        out.error("unreadable", new Place(e.file(), ""), e.problem(), "");
      }
    }
    // Variables are the proxy's and not known here, so each counts as set.
    Deployment deployment = Deployment.of(documents, Variables::get);
    for (Rule rule : RULES) {
      rule.check(deployment, out);
    }
    return new Outcome(List.copyOf(out.all()), files.size(), deployment.plugins().size());
  }
}
