package dev.samovar.filter;

import dev.samovar.envoy.EnvoyAdmin;
import dev.samovar.envoy.EnvoyConfiguration;
import dev.samovar.envoy.EnvoyProcess;
import dev.samovar.envoy.Gateway;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;

/**
 * The same tests in Envoy's own image; left out, and said so, where no Docker engine answers or the
 * image cannot be fetched.
 */
class FilterOnEnvoyImageIT extends FilterOnEnvoyIT {
  private static final String IMAGE =
      "envoyproxy/envoy:v" + System.getProperty("samovar.envoy.version");

  @BeforeAll
  @Override
  void start(@TempDir Path directory) {
    Assumptions.assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(),
        "left out: no Docker engine answers, so " + IMAGE + " cannot run");
    try {
      new RemoteDockerImage(DockerImageName.parse(IMAGE)).get();
    } catch (Exception e) {
      Assumptions.abort("left out: " + IMAGE + " cannot be fetched: " + e);
    }
    super.start(directory);
  }

  @Override
  RunningEnvoy.Starter envoy() {
    return FilterOnEnvoyImageIT::container;
  }

  /** On the host's network, so that the tests' servers are where the configuration says. */
  private static RunningEnvoy container(Gateway gateway, Path directory) {
    new EnvoyConfiguration(gateway, directory.toString()).write(directory);
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(IMAGE))
            .withNetworkMode("host")
            .withEnv("ENVOY_UID", "0")
            .withFileSystemBind(directory.toString(), directory.toString(), BindMode.READ_WRITE)
            .withFileSystemBind(
                EnvoyFixture.MODULE.getParent().toString(),
                EnvoyFixture.MODULE.getParent().toString(),
                BindMode.READ_ONLY)
            .withCommand(
                "envoy",
                "--config-path",
                directory.resolve(EnvoyConfiguration.BOOTSTRAP).toString(),
                "--admin-address-path",
                EnvoyProcess.addressFile(directory).toString(),
                "--concurrency",
                "1",
                "--disable-hot-restart");
    container.start();
    EnvoyFixture.until(
        "an Envoy in a container", () -> EnvoyProcess.serving(directory).isPresent());
    Optional<EnvoyAdmin> admin = EnvoyProcess.serving(directory);
    return new RunningEnvoy(
        admin.orElseThrow().listener(EnvoyProcess.LISTENER).orElseThrow(),
        admin.orElseThrow(),
        container::stop);
  }
}
