package dev.samovar.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The files of one run, removed when it ends well; a run that fails leaves its logs. */
record RunDirectory(Path path) {

  static RunDirectory in(Path work) {
    return new RunDirectory(work.resolve("run-" + ProcessHandle.current().pid()));
  }

  void remove() {
    try (Stream<Path> files = Files.walk(path)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new BenchException(path + ": cannot be removed", e);
    }
  }
}
