package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersTest {

  @TempDir Path directory;

  @Test
  void peerWithoutItsToolchainIsLeftOut() {
    Peers peers = peers(directory.resolve("nothing"));
    assertThat(peers.get("rust").missing()).startsWith("cargo is missing");
    assertThat(peers.get("ext_proc").missing()).startsWith("go is missing");
    assertThat(peers.get("rust").file()).isNull();
  }

  @Test
  void peerThatDoesNotBuildIsLeftOutWithTheLastLineOfItsBuild() throws Exception {
    assertThat(
            peers(tool("echo one >&2; echo 'no such target' >&2; exit 1")).get("empty").missing())
        .isEqualTo("does not build: no such target");
  }

  @Test
  void peerIsBuiltOnce() throws Exception {
    Path bin =
        tool(
            "mkdir -p target/wasm32-wasip1/release; echo x >> count;"
                + " touch target/wasm32-wasip1/release/empty_filter.wasm");
    for (int i = 0; i < 2; i++) {
      assertThat(peers(bin).get("empty").file()).isRegularFile();
    }
    assertThat(directory.resolve("work/empty-filter/count")).hasContent("x");
  }

  private Peers peers(Path bin) {
    return new Peers(
        Path.of("peers").toAbsolutePath(),
        directory.resolve("work"),
        Map.of("PATH", bin.toString()),
        line -> {});
  }

  /** A directory with a cargo of our own. */
  private Path tool(String script) throws Exception {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Path cargo = bin.resolve("cargo");
    Files.writeString(cargo, "#!/bin/sh\n" + script + "\n");
    assertThat(cargo.toFile().setExecutable(true)).isTrue();
    return bin;
  }
}
