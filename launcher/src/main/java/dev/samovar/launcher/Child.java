package dev.samovar.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A child process, in the launcher's process session and with its log in a file. Where {@code
 * setpriv} is there, the kernel kills it when the launcher is gone, whatever ended the launcher.
 */
final class Child {

  /**
   * How a child is started and known to be ready.
   *
   * @param name as the user knows it
   * @param where its address, for people
   * @param command program and arguments
   * @param environment variables on top of the launcher's own
   * @param log where its output goes
   * @param probe asks whether it is ready
   * @param deadline how long it may take to be ready
   */
  record Spec(
      String name,
      String where,
      List<String> command,
      Map<String, String> environment,
      Path log,
      Probe probe,
      Duration deadline) {}

  private static final int LOG_LINES = 8;
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final boolean SETPRIV = Files.isExecutable(Path.of("/usr/bin/setpriv"));

  /**
   * The kernel watches the thread that started a process, not the whole launcher, so all are
   * started by one thread that never ends.
   */
  private static final ExecutorService SPAWNER =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "spawner");
            thread.setDaemon(true);
            return thread;
          });

  private final Spec spec;
  private final Process process;

  private Child(Spec spec, Process process) {
    this.spec = spec;
    this.process = process;
  }

  /**
   * Starts the process.
   *
   * @throws LauncherException when it cannot be started
   */
  static Child start(Spec spec) {
    List<String> command = new ArrayList<>();
    if (SETPRIV) {
      command.addAll(List.of("/usr/bin/setpriv", "--pdeathsig", "KILL", "--"));
    }
    command.addAll(spec.command());
    ProcessBuilder builder = new ProcessBuilder(command);
    // The demo's agent is set up by its file; a variable of the user's shell would overrule it.
    builder.environment().keySet().removeIf(name -> name.startsWith("SAMOVAR_AGENT_"));
    builder.environment().putAll(spec.environment());
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectErrorStream(true).redirectOutput(spec.log().toFile());
    try {
      return new Child(spec, SPAWNER.submit(builder::start).get());
    } catch (ExecutionException e) {
      throw new LauncherException(
          spec.name() + ": cannot be started: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LauncherException(spec.name() + ": interrupted while it was started", e);
    }
  }

  String name() {
    return spec.name();
  }

  String where() {
    return spec.where();
  }

  Path log() {
    return spec.log();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode() {
    return process.exitValue();
  }

  CompletableFuture<Process> onExit() {
    return process.onExit();
  }

  /**
   * Waits until the child is ready.
   *
   * @throws RefusedException when the probe knows that waiting is in vain, and why
   * @throws LauncherException when it ends, fails or takes longer; the message ends with its last
   *     log lines
   */
  void awaitReady() {
    long end = System.nanoTime() + spec.deadline().toNanos();
    Optional<String> waiting = Optional.empty();
    // Asked once at least, however long the machine stood still since the start.
    while (process.isAlive() && (waiting.isEmpty() || System.nanoTime() < end)) {
      try {
        waiting = spec.probe().ask();
        if (waiting.isEmpty()) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      } catch (RefusedException e) {
        throw e;
      } catch (LauncherException e) {
        throw failed(e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failed("interrupted while it started");
      }
    }
    requireAlive();
    throw failed(
        "is not ready within " + spec.deadline().toSeconds() + " s: " + waiting.orElseThrow());
  }

  /**
   * Fails when the process has ended.
   *
   * @throws LauncherException with its last log lines
   */
  void requireAlive() {
    if (!process.isAlive()) {
      throw failed("ended with exit code " + process.exitValue() + " before all was ready");
    }
  }

  /** Asks the process to end. */
  void terminate() {
    process.destroy();
  }

  /** Waits for its end, and kills it when that takes longer. */
  void awaitEnd(Duration deadline) {
    try {
      if (!process.waitFor(Math.max(0, deadline.toMillis()), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private LauncherException failed(String what) {
    List<String> tail = tail(spec.log(), LOG_LINES);
    StringBuilder message = new StringBuilder(spec.name()).append(": ").append(what);
    message.append(tail.isEmpty() ? "; its log is empty" : "; its log ends:");
    tail.forEach(line -> message.append("\n  ").append(line));
    return new LauncherException(message.toString());
  }

  /** The last lines of a file, read from its end. */
  static List<String> tail(Path file, int lines) {
    int most = Math.min(lines, 100_000) * 400;
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, log.length() - most);
      log.seek(from);
      byte[] bytes = new byte[(int) (log.length() - from)];
      log.readFully(bytes);
      List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
