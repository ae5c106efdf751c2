package dev.samovar.launcher;

import dev.samovar.launcher.RunState.ChildState;
import dev.samovar.launcher.RunState.Running;
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
  private static final Duration KILL_AFTER = Duration.ofSeconds(2);

  private final Console console = Console.standard();

  @Override
  public Integer call() throws InterruptedException {
    Optional<RunState> state = RunState.read(Workspace.current().state());
    Optional<ProcessHandle> launcher = state.flatMap(run -> run.launcher().find());
    launcher.ifPresent(ProcessHandle::destroy);
    if (launcher.isPresent()) {
      end(state.get().launcher(), DEADLINE);
    }
    // A launcher that was killed may have left children, where the kernel does not end them.
    List<Running> left =
        state.map(RunState::children).orElse(List.of()).stream()
            .map(ChildState::process)
            .filter(process -> process.find().isPresent())
            .toList();
    left.forEach(child -> child.find().ifPresent(ProcessHandle::destroy));
    for (Running child : left) {
      end(child, KILL_AFTER);
    }
    console.say(
        launcher.isPresent() || !left.isEmpty()
            ? "Samovar has ended."
            : "Samovar does not run; nothing to end.");
    return 0;
  }

  /** Waits for the end of a process that was asked to end, and kills it when that takes longer. */
  private static void end(Running process, Duration deadline) throws InterruptedException {
    awaitEnd(process, deadline);
    Optional<ProcessHandle> deaf = process.find();
    if (deaf.isPresent()) {
      deaf.get().destroyForcibly();
      awaitEnd(process, KILL_AFTER);
    }
  }

  private static void awaitEnd(Running process, Duration deadline) throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (process.find().isPresent() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
