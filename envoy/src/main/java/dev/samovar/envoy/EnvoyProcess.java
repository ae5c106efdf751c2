package dev.samovar.envoy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A running Envoy with a {@link Gateway}'s configuration. Closing it ends it: SIGTERM, and SIGKILL
 * after three seconds.
 */
public final class EnvoyProcess implements AutoCloseable {

  public static final String LISTENER = "gateway";

  private static final String ADDRESS_FILE = "admin-address.txt";
  private static final String LOG_FILE = "envoy.log";
  private static final Duration STOP = Duration.ofSeconds(3);

  private final Process process;
  private final Path directory;
  private final EnvoyAdmin admin;
  private final HostPort listen;

  private EnvoyProcess(Process process, Path directory, EnvoyAdmin admin, HostPort listen) {
    this.process = process;
    this.directory = directory;
    this.admin = admin;
    this.listen = listen;
  }

  /**
   * The command line of an Envoy whose configuration lies in a directory, for who starts the
   * process himself. Envoy writes the admin address that it really has into {@link #addressFile}.
   *
   * @param concurrency worker threads, at least 1
   */
  public static List<String> command(EnvoyBinary binary, Path directory, int concurrency) {
    return new ArrayList<>(
        List.of(
            binary.path().toString(),
            "--config-path",
            directory.resolve(EnvoyConfiguration.BOOTSTRAP).toString(),
            "--admin-address-path",
            addressFile(directory).toString(),
            "--concurrency",
            Integer.toString(concurrency),
            "--disable-hot-restart",
            // Its start would list every extension and header it knows.
            "--component-log-level",
            "main:warning",
            "--log-format",
            "%Y-%m-%dT%T.%e %l %n %v"));
  }

  public static Path addressFile(Path directory) {
    return directory.resolve(ADDRESS_FILE);
  }

  /** The admin interface of the Envoy of that directory; empty until it has bound its port. */
  public static Optional<EnvoyAdmin> admin(Path directory) {
    try {
      String address = Files.readString(addressFile(directory)).strip();
      return address.isEmpty()
          ? Optional.empty()
          : Optional.of(new EnvoyAdmin(HostPort.parse(address)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The admin interface of the Envoy of that directory, once it serves; empty until then.
   *
   * @throws EnvoyException when Envoy refused a part of its configuration: it would go on without,
   *     and answer errors
   */
  public static Optional<EnvoyAdmin> serving(Path directory) {
    try {
      Optional<EnvoyAdmin> admin = admin(directory).filter(EnvoyAdmin::ready);
      if (admin.isPresent() && !admin.get().refusals().isEmpty()) {
        throw new EnvoyException("Envoy: refused a part of its configuration");
      }
      return admin.filter(ready -> ready.listener(LISTENER).isPresent());
    } catch (SilentEnvoyException e) {
      // Busy, or just ending; who waits for it sees to both.
      return Optional.empty();
    }
  }

  /**
   * Writes the gateway's configuration into the directory, starts Envoy and waits until it serves.
   *
   * @throws EnvoyException when it ends or is not ready in time; the message ends with the last
   *     lines of its log
   */
  public static EnvoyProcess start(
      EnvoyBinary binary, Gateway gateway, Path directory, int concurrency, Duration deadline) {
    new EnvoyConfiguration(gateway, directory.toString()).write(directory);
    return start(binary, directory, concurrency, deadline);
  }

  /** As above, with the configuration that lies in the directory already. */
  public static EnvoyProcess start(
      EnvoyBinary binary, Path directory, int concurrency, Duration deadline) {
    Path log = directory.resolve(LOG_FILE);
    Process process;
    try {
      Files.deleteIfExists(addressFile(directory));
      process =
          new ProcessBuilder(command(binary, directory, concurrency))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new EnvoyException(binary.path() + ": cannot be started: " + e.getMessage(), e);
    }
    long end = System.nanoTime() + deadline.toNanos();
    String what = "Envoy: is not ready in time";
    try {
      while (process.isAlive() && System.nanoTime() < end) {
        Optional<EnvoyAdmin> admin = serving(directory);
        if (admin.isPresent()) {
          HostPort listen = admin.get().listener(LISTENER).orElseThrow();
          return new EnvoyProcess(process, directory, admin.get(), listen);
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
      if (!process.isAlive()) {
        what = "Envoy: ended at once";
      }
    } catch (EnvoyException e) {
      what = e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      what = "Envoy: interrupted while it started";
    }
    stop(process);
    throw new EnvoyException(what + "; its log ends:\n" + tail(log));
  }

  /** Where the gateway listens, with the port that Envoy really has. */
  public HostPort listen() {
    return listen;
  }

  public EnvoyAdmin admin() {
    return admin;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What Envoy has logged so far. */
  public String log() {
    try {
      return Files.readString(directory.resolve(LOG_FILE));
    } catch (IOException e) {
      throw new EnvoyException(directory.resolve(LOG_FILE) + ": cannot be read", e);
    }
  }

  /** Puts a changed gateway in force. */
  public EnvoyUpdate.Outcome update(Gateway gateway) {
    return new EnvoyUpdate(admin, directory).apply(gateway);
  }

  @Override
  public void close() {
    stop(process);
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
    } catch (IOException e) {
      return "(no log)";
    }
  }
}
