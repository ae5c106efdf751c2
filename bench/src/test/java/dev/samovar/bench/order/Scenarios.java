package dev.samovar.bench.order;

import dev.samovar.cli.simulate.scenario.Scenario;
import dev.samovar.cli.simulate.scenario.ScenarioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Scenarios written in tests. */
final class Scenarios {
  private Scenarios() {}

  static Scenario read(Path folder, String yaml) throws IOException {
    Path file = folder.resolve("scenario.yaml");
    Files.writeString(file, yaml);
    return ScenarioReader.read(file);
  }
}
