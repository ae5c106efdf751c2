package dev.samovar.bench;

import dev.samovar.envoy.EnvoyBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What all benchmarks take. */
final class CommonFlags {

  @Option(
      names = "--envoy",
      paramLabel = "FILE",
      description = "Envoy's executable. Default: $ENVOY_BIN, PATH, .envoy, or fetched there.")
  Path envoy;

  @Option(
      names = "--wasm",
      paramLabel = "FILE",
      description = "The filter. Default: filter/plugin/target/samovar.wasm.")
  Path wasm;

  /** The project that {@code ./samovar} belongs to. */
  Path root() {
    String root = System.getProperty("samovar.root");
    return root == null ? EnvoyBinary.projectRoot() : Path.of(root).toAbsolutePath().normalize();
  }

  /** Where runs leave their files. */
  Path work() {
    return root().resolve(".samovar/bench");
  }

  Path wasm() {
    Path file =
        (wasm == null ? root().resolve("filter/plugin/target/samovar.wasm") : wasm)
            .toAbsolutePath()
            .normalize();
    if (!Files.isRegularFile(file)) {
      throw new BenchException(file + ": no such file; build it with mvn -Dquickly package");
    }
    return file;
  }

  EnvoyBinary envoy() {
    return EnvoyBinary.find(envoy, root(), System.getenv(), System.err::println);
  }

  /** Writes a result and says so. */
  void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new BenchException(file + ": cannot be written: " + e.getMessage(), e);
    }
    System.out.println("written: " + file);
  }

  Peers peers() {
    return new Peers(
        root().resolve("bench/peers"),
        work().resolve("peers"),
        System.getenv(),
        System.err::println);
  }
}
