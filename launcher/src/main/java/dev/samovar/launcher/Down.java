package dev.samovar.launcher;

import dev.samovar.launcher.RunState.ChildState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/** {@code samovar down}: ends what runs, and waits for its end. */
@Command(
    name = "down",
    description = "Ends everything.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class Down implements Callable<Integer> {

  private static final Duration DEADLINE = Duration.ofSeconds(7);

  private final Console console = Console.standard();

  @Override
  public Integer call() throws InterruptedException {
    Optional<RunState> state = RunState.read(Workspace.current().state());
    Optional<ProcessHandle> launcher = state.flatMap(run -> run.launcher().find());
    launcher.ifPresent(ProcessHandle::destroy);
    if (launcher.isPresent()) {
      awaitEnd(launcher.get(), DEADLINE);
    }
    // A launcher that was killed may have left children, where the kernel does not end them.
    List<ProcessHandle> left =
        state.map(RunState::children).orElse(List.of()).stream()
            .map(ChildState::process)
            .flatMap(process -> process.find().stream())
            .toList();
    left.forEach(ProcessHandle::destroy);
    for (ProcessHandle child : left) {
      awaitEnd(child, Duration.ofSeconds(2));
    }
    console.say(
        launcher.isPresent() || !left.isEmpty()
            ? "Samovar has ended."
            : "Samovar does not run; nothing to end.");
    return 0;
  }

  private static void awaitEnd(ProcessHandle process, Duration deadline)
      throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    if (process.isAlive()) {
      process.destroyForcibly();
    }
  }
}
