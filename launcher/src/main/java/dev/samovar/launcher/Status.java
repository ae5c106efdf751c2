package dev.samovar.launcher;

import dev.samovar.launcher.RunState.ChildState;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code samovar status}: 0 when it runs, 3 when not. */
@Command(
    name = "status",
    description = "Shows what runs; exit code 3 when nothing does.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class Status implements Callable<Integer> {

  private static final int NOT_RUNNING = 3;

  private final Console console = Console.standard();

  @Override
  public Integer call() {
    Optional<RunState> state = RunState.read(Workspace.current().state());
    if (state.isEmpty() || !state.get().isRunning()) {
      console.say("Samovar does not run.");
      return NOT_RUNNING;
    }
    console.say(
        "Samovar "
            + (state.get().ready() ? "runs" : "is starting")
            + ", pid "
            + state.get().launcher().pid());
    for (ChildState child : state.get().children()) {
      console.say(
          String.format(
              Locale.ROOT,
              "  %-14s %-5s pid %-8d %s",
              child.name(),
              child.process().find().isPresent() ? "up" : "down",
              child.process().pid(),
              child.where()));
    }
    return 0;
  }
}
