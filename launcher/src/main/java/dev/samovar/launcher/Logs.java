package dev.samovar.launcher;

import dev.samovar.launcher.RunState.ChildState;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code samovar logs NAME}: the log of a child, of the run that is or of the last one. */
@Command(
    name = "logs",
    description =
        "Shows the log of envoy, redis, agent, llm-<provider> (without characters unfit for a file name) or access.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class Logs implements Callable<Integer> {

  private static final int MOST_LINES = 1_000_000;

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "Whose log.")
  String name;

  @Option(
      names = "-n",
      paramLabel = "N",
      defaultValue = "100",
      description = "Last lines to show (default: ${DEFAULT-VALUE}).")
  int lines;

  @Option(names = "-f", description = "Go on showing what is added, until Ctrl-C.")
  boolean follow;

  private final Console console = Console.standard();

  @Override
  public Integer call() throws InterruptedException {
    if (lines < 0 || lines > MOST_LINES) {
      throw new ParameterException(
          spec.commandLine(), "-n: " + lines + " is not from 0 to " + MOST_LINES);
    }
    Workspace workspace = Workspace.current();
    Map<String, Path> logs = new LinkedHashMap<>();
    Optional<RunState> state = RunState.read(workspace.state());
    if (state.isEmpty()) {
      throw new LauncherException("Samovar: has not run yet; start it with ./samovar up");
    }
    for (ChildState child : state.get().children()) {
      logs.put(child.name(), Path.of(child.log()));
    }
    for (String always : new String[] {"envoy", "redis", "agent", "access"}) {
      if (Files.exists(workspace.log(always))) {
        logs.putIfAbsent(always, workspace.log(always));
      }
    }
    Path log = logs.get(name);
    if (log == null) {
      throw new LauncherException(
          name + ": no such log; there are: " + String.join(", ", logs.keySet()));
    }
    long shown = size(log);
    Child.tail(log, lines).forEach(console::say);
    while (follow) {
      TimeUnit.MILLISECONDS.sleep(100);
      shown = copy(log, shown);
    }
    return 0;
  }

  private static long size(Path log) {
    try {
      return Files.size(log);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Shows what was added; a file that has become shorter is a new one. */
  private static long copy(Path log, long from) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long start = file.length() < from ? 0 : from;
      file.seek(start);
      OutputStream out = System.out;
      byte[] buffer = new byte[8192];
      long at = start;
      for (int read = file.read(buffer); read > 0; read = file.read(buffer)) {
        out.write(buffer, 0, read);
        at += read;
      }
      out.flush();
      return at;
    } catch (IOException e) {
      return from;
    }
  }
}
