package dev.samovar.bench;

import dev.samovar.bench.Programs.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The filters of others that are measured beside ours: built from {@code bench/peers} by the
 * toolchains that this machine has, once, under {@code .samovar/bench/peers}.
 */
final class Peers {

  private static final int BUILD_SECONDS = 600;
  private static final String WASM_TARGET = "wasm32-wasip1";

  private final Path sources;
  private final Path work;
  private final Map<String, String> environment;
  private final Consumer<String> progress;

  /**
   * A peer as it can be run, or why it cannot.
   *
   * @param file of the module or the executable, or null
   * @param missing why there is none, or the empty string
   */
  record Peer(Path file, String missing) {

    static Peer leftOut(String why) {
      return new Peer(null, why);
    }
  }

  /**
   * @param sources the directory {@code bench/peers}
   * @param work where builds happen
   */
  Peers(Path sources, Path work, Map<String, String> environment, Consumer<String> progress) {
    this.sources = sources;
    this.work = work;
    this.environment = environment;
    this.progress = progress;
  }

  /** The Lua filter's text, which nothing has to build. */
  String lua() {
    Path file = sources.resolve("lua/rewrite.lua");
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new BenchException(file + ": cannot be read", e);
    }
  }

  /** The peer of that name, built where it was not yet. */
  Peer get(String name) {
    return switch (name) {
      case "empty" -> rust("empty-filter", "empty_filter.wasm");
      case "effects" -> rust("effects-filter", "effects_filter.wasm");
      case "rust" -> rust("rust-filter", "rust_filter.wasm");
      case "calls" -> rust("calls-filter", "calls_filter.wasm");
      case "ext_proc" -> go("ext-proc");
      default -> throw new IllegalArgumentException(name);
    };
  }

  private Peer rust(String folder, String artefact) {
    Optional<Path> cargo = Programs.find(environment, "cargo");
    if (cargo.isEmpty()) {
      return Peer.leftOut("cargo is missing; install Rust with the target " + WASM_TARGET);
    }
    Path file = work.resolve(folder).resolve("target/" + WASM_TARGET + "/release/" + artefact);
    return build(
        folder,
        file,
        List.of(cargo.get().toString(), "build", "-q", "--release", "--target", WASM_TARGET));
  }

  private Peer go(String folder) {
    Optional<Path> go = Programs.find(environment, "go");
    if (go.isEmpty()) {
      return Peer.leftOut("go is missing; install Go 1.24 or newer");
    }
    Path file = work.resolve(folder).resolve("peer");
    return build(folder, file, List.of(go.get().toString(), "build", "-o", file.toString(), "."));
  }

  private Peer build(String folder, Path file, List<String> command) {
    Path directory = work.resolve(folder);
    try {
      if (isFresh(sources.resolve(folder), file)) {
        return new Peer(file, "");
      }
      progress.accept("building the peer " + folder + " (once)");
      copy(sources.resolve(folder), directory);
    } catch (IOException e) {
      throw new BenchException(directory + ": cannot be written: " + e.getMessage(), e);
    }
    Answer answer = Programs.run(directory, Map.of(), BUILD_SECONDS, command);
    if (answer.status() != 0 || !Files.exists(file)) {
      String why = answer.status() == -1 ? "not ended in time" : answer.lastLine();
      return Peer.leftOut("does not build: " + why);
    }
    touch(file);
    return new Peer(file, "");
  }

  /** Cargo leaves a file's time alone when nothing changed. */
  private static void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
    } catch (IOException e) {
      throw new BenchException(file + ": cannot be written", e);
    }
  }

  private static boolean isFresh(Path from, Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    FileTime built = Files.getLastModifiedTime(file);
    for (Path source : files(from)) {
      if (Files.getLastModifiedTime(source).compareTo(built) > 0) {
        return false;
      }
    }
    return true;
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path source : files(from)) {
      Path target = to.resolve(from.relativize(source).toString());
      Files.createDirectories(target.getParent());
      Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
