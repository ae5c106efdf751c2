package dev.samovar.bench;

import dev.samovar.envoy.EnvoyBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where and with what a run was made; without the machine's name. */
record Machine(Map<String, String> describe) {

  /** Of a run that loads by wrk. */
  static Machine current(Path root, EnvoyBinary envoy, Wrk wrk) {
    Machine machine = current(root, envoy);
    machine.describe().put("wrk", wrk.version());
    return machine;
  }

  static Machine current(Path root, EnvoyBinary envoy) {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    out.put("cpu", cpu() + ", " + Runtime.getRuntime().availableProcessors() + " cores");
    out.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    out.put("envoy", envoy.version());
    out.put("java", System.getProperty("java.version"));
    out.put("cargo", orMissing(Programs.firstLine("cargo", "--version")));
    out.put("go", orMissing(Programs.firstLine("go", "version")));
    out.put("commit", commit(root));
    return new Machine(out);
  }

  /** The first CPU's model. */
  private static String cpu() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** With a plus sign where the checkout differs from it. */
  private static String commit(Path root) {
    Programs.Answer head = git(root, "rev-parse", "--short=12", "HEAD");
    if (head.status() != 0) {
      return "unknown";
    }
    boolean changed = !git(root, "status", "--porcelain", "-uno").output().isBlank();
    return head.lastLine() + (changed ? "+" : "");
  }

  private static Programs.Answer git(Path root, String... arguments) {
    List<String> command = new java.util.ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    return Programs.run(root, Map.of(), 10, command);
  }

  private static String orMissing(String version) {
    return version.contains("version") || version.startsWith("cargo ") ? version : "missing";
  }
}
