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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ComposeTest {

  private static final Path DOCKER = Checkout.root().resolve("deploy/docker");

  @TempDir Path directory;

  @Test
  void envoysConfigurationIsWhatTheTemplateGives() throws IOException {
    List<String> arguments = new ArrayList<>();
    String script = Files.readString(DOCKER.resolve("render"));
    String command = script.substring(script.indexOf("render \\"));
    for (String word : command.replace("\\\n", " ").strip().split("\\s+")) {
      arguments.add(word.replace("\"", "").replace("$root", Checkout.root().toString()));
    }
    int to = arguments.indexOf("--to") + 1;
    Path committed = Path.of(arguments.get(to));
    arguments.set(to, directory.toString());
    StringWriter out = new StringWriter();
    CommandLine line = Main.commandLine().setOut(new PrintWriter(out));
    assertThat(line.execute(arguments.toArray(new String[0]))).isZero();
    assertThat(out.toString().lines()).hasSize(6);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path rendered : files.toList()) {
        assertThat(Files.readString(committed.resolve(rendered.getFileName())))
            .as("refresh it with deploy/docker/render")
            .isEqualTo(Files.readString(rendered));
      }
    }
    try (Stream<Path> files = Files.list(committed)) {
      assertThat(files).as("nothing else lies there").hasSize(6);
    }
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
    assertThat(all.toLowerCase()).doesNotContain("password", "secret", "token", "api_key");
  }

  private static JsonNode compose() throws IOException {
    return new YAMLMapper().readTree(Checkout.root().resolve("docker-compose.yml").toFile());
  }
}
