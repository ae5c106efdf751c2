package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.samovar.envoy.EnvoyBinary;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ComposeTest {

  private static final Path DOCKER = Checkout.root().resolve("deploy/docker");

  @TempDir Path directory;

  @Test
  void envoysConfigurationIsWhatTheTemplateGives() throws IOException {
    String script = Files.readString(DOCKER.resolve("render"));
    List<String> arguments = words(script.substring(script.indexOf("render \\")));
    assertThat(inStep(arguments, DOCKER.resolve("envoy"))).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fleet", "discovered", "cloud", "cluster-header"})
  void eachExampleIsWhatTheTemplateGives(String name) throws IOException {
    Path examples = Checkout.root().resolve("deploy/envoy");
    String script = Files.readString(examples.resolve("render"));
    int call = script.indexOf("samovar\" render");
    List<String> arguments =
        words(script.substring(call + 9, script.indexOf('}', call)).replace("$name", name));
    arguments.remove("$@");
    String line = script.lines().filter(l -> l.startsWith("example " + name + " ")).findAny().get();
    List<String> own = words(line);
    arguments.addAll(own.subList(2, own.size()));
    assertThat(inStep(arguments, examples.resolve(name))).isEqualTo(2);
  }

  /** The words of a command line of the scripts, which quote whole words only. */
  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    for (String word : command.replace("\\\n", " ").strip().split("\\s+")) {
      words.add(word.replace("\"", "").replace("$root", Checkout.root().toString()));
    }
    return words;
  }

  /** Renders anew and compares; how many files that were. */
  private int inStep(List<String> arguments, Path committed) throws IOException {
    int to = arguments.indexOf("--to") + 1;
    assertThat(Path.of(arguments.get(to))).isEqualTo(committed);
    arguments.set(to, directory.toString());
    StringWriter out = new StringWriter();
    CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
    assertThat(line.execute(arguments.toArray(new String[0]))).as(out.toString()).isZero();
    List<Path> rendered;
    try (Stream<Path> files = Files.list(directory)) {
      rendered = files.toList();
    }
    assertThat(out.toString().lines()).hasSameSizeAs(rendered);
    for (Path file : rendered) {
      assertThat(Files.readString(committed.resolve(file.getFileName())))
          .as("refresh it with the script render beside it")
          .isEqualTo(Files.readString(file));
    }
    try (Stream<Path> files = Files.list(committed)) {
      assertThat(files.filter(file -> !file.endsWith("plugin.yaml")))
          .as("nothing else lies there")
          .hasSameSizeAs(rendered);
    }
    return rendered.size();
  }

  @Test
  void everyServiceHasAPinnedImageAndAHealthCheckAndTheOneNetwork() throws IOException {
    JsonNode services = compose().get("services");
    assertThat(services).hasSize(5);
    for (var service : services.properties()) {
      String name = service.getKey();
      JsonNode body = service.getValue();
      assertThat(body.get("image").asText()).as(name).matches("[a-z/-]+:\\d+(\\.\\d+)+[a-z0-9.-]*");
      assertThat(body.at("/healthcheck/test").size()).as(name).isPositive();
      assertThat(body.get("networks")).as(name).hasSize(1);
      body.path("ports").forEach(port -> assertThat(port.asText()).startsWith("127.0.0.1:"));
    }
  }

  @Test
  void everyBaseImageIsPinnedAndEnvoyIsTheOneOfTheTests() throws IOException {
    List<String> images =
        Files.readAllLines(DOCKER.resolve("Dockerfile")).stream()
            .filter(line -> line.startsWith("FROM "))
            .map(line -> line.split(" ")[1])
            .filter(image -> !image.equals("java"))
            .toList();
    assertThat(images)
        .hasSize(3)
        .allMatch(image -> image.matches("[a-z/-]+:v?\\d+\\.\\d+\\.\\d+.*"));
    assertThat(images).contains("envoyproxy/envoy:v" + EnvoyBinary.wantedVersion());
  }

  @Test
  void noSecretIsInIt() throws IOException {
    String all =
        Files.readString(Checkout.root().resolve("docker-compose.yml"))
            + Files.readString(DOCKER.resolve("Dockerfile"))
            + Files.readString(DOCKER.resolve("agent.yaml"));
    assertThat(all.toLowerCase(Locale.ROOT))
        .doesNotContain("password", "secret", "token", "api_key");
  }

  private static JsonNode compose() throws IOException {
    return new YAMLMapper().readTree(Checkout.root().resolve("docker-compose.yml").toFile());
  }
}
