package dev.samovar.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of this machine: where they are, and what a short run of them prints. */
final class Programs {

  /** What a program answered; {@code status} is -1 where it did not end in time. */
  record Answer(int status, String output) {

    String lastLine() {
      return output.lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b).strip();
    }
  }

  private Programs() {}

  /** The first executable of that name in the environment's {@code PATH}. */
  static Optional<Path> find(Map<String, String> environment, String name) {
    return Stream.of(environment.getOrDefault("PATH", "").split(":"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /** Runs a command in a directory, both its streams in one; it is ended at its deadline. */
  static Answer run(Path directory, Map<String, String> more, int seconds, List<String> command) {
    Process process = null;
    Path output = null;
    try {
      output = Files.createTempFile("samovar-bench-", ".txt");
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.environment().putAll(more);
      process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
      byte[] text = Files.readAllBytes(output);
      return new Answer(ended ? process.exitValue() : -1, new String(text, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new Answer(-1, command.get(0) + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException(command.get(0) + ": interrupted", e);
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
      if (output != null) {
        output.toFile().delete();
      }
    }
  }

  /** The first line that a command prints, whatever its status; empty when it cannot be run. */
  static String firstLine(String... command) {
    Answer answer = run(Path.of("/"), Map.of(), 10, List.of(command));
    return answer.output().lines().findFirst().orElse("").strip();
  }
}
