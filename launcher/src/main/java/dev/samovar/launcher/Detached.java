package dev.samovar.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * {@code samovar up --detach}: the same launcher in a process session of its own, whose lines are
 * passed on until it is ready or has failed.
 */
final class Detached {

  /** Ready takes little more than a minute at most; fetching Envoy may come before. */
  private static final long DEADLINE_SECONDS = 420;

  private static final List<String> INHERITED =
      List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

  private final Workspace workspace;
  private final Console console;

  Detached(Workspace workspace, Console console) {
    this.workspace = workspace;
    this.console = console;
  }

  /**
   * Returns 0 when all is ready, else the exit code of what failed.
   *
   * @param arguments the whole command line, {@code --detach} among it
   */
  int start(List<String> arguments) throws InterruptedException {
    Optional<Lock> free = Lock.tryTake(workspace.lock());
    if (free.isEmpty()) {
      console.warn(Up.alreadyRunning(workspace));
      return 1;
    }
    free.get().close();
    Path log = workspace.launcherLog();
    Process launcher = launch(arguments, log);
    Thread abandon = new Thread(launcher::destroy, "abandon");
    Runtime.getRuntime().addShutdownHook(abandon);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    long shown = 0;
    while (System.nanoTime() < end) {
      boolean ended = launcher.waitFor(100, TimeUnit.MILLISECONDS);
      boolean ready = isReady(launcher);
      shown = show(log, shown);
      if (ready && !ended) {
        Runtime.getRuntime().removeShutdownHook(abandon);
        console.say("It runs in the background; ./samovar down ends it.");
        return 0;
      }
      if (ended) {
        Runtime.getRuntime().removeShutdownHook(abandon);
        return launcher.exitValue() == 0 ? 1 : launcher.exitValue();
      }
    }
    console.warn("Samovar: is not ready within " + DEADLINE_SECONDS + " s; see " + log);
    return 1;
  }

  private Process launch(List<String> arguments, Path log) {
    List<String> command = new ArrayList<>();
    command.addAll(session());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(INHERITED);
    command.add("-D" + Workspace.ROOT_PROPERTY + "=" + workspace.root());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    arguments.stream().filter(argument -> !argument.equals("--detach")).forEach(command::add);
    try {
      Files.createDirectories(log.getParent());
      // A file of its own each time: another launcher may still write to the last one.
      Path fresh = Files.createTempFile(log.getParent(), "up-", ".log");
      Files.move(fresh, log, StandardCopyOption.REPLACE_EXISTING);
      return new ProcessBuilder(command)
          .redirectInput(Path.of("/dev/null").toFile())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new LauncherException("samovar: cannot start in the background: " + e.getMessage(), e);
    }
  }

  /** What makes a new process session without a new process. */
  private static List<String> session() {
    return List.of(
        "python3", "-c", "import os, sys; os.setsid(); os.execvp(sys.argv[1], sys.argv[1:])");
  }

  private boolean isReady(Process launcher) {
    return RunState.read(workspace.state())
        .filter(state -> state.launcher().pid() == launcher.pid() && state.isRunning())
        .filter(RunState::ready)
        .isPresent();
  }

  private long show(Path log, long from) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(from);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.readFully(bytes);
      String text = new String(bytes, StandardCharsets.UTF_8);
      int whole = text.lastIndexOf('\n') + 1;
      text.substring(0, whole).lines().forEach(console::say);
      return from + text.substring(0, whole).getBytes(StandardCharsets.UTF_8).length;
    } catch (IOException e) {
      return from;
    }
  }
}
