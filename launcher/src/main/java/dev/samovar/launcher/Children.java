package dev.samovar.launcher;

import dev.samovar.launcher.RunState.ChildState;
import dev.samovar.launcher.RunState.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The children of a run: started together, watched, ended together. Safe for several threads. */
final class Children {

  /** Less than five seconds with what follows a kill. */
  private static final Duration END = Duration.ofMillis(3500);

  /**
   * A Ctrl-C reaches children and launcher at once; the launcher must not call that a failure. In
   * many short pauses, so that a machine that stands still for a while uses up only one of them.
   */
  private static final Duration REPORT_PAUSE = Duration.ofMillis(30);

  private static final int REPORT_PAUSES = 20;

  private final Console console;
  private final List<Child> children = new ArrayList<>();
  private boolean ending;

  Children(Console console) {
    this.console = console;
  }

  /**
   * Starts all at once and waits until each is ready, with a line for each.
   *
   * @throws LauncherException when one fails; none of these runs then
   */
  void start(List<Child.Spec> specs) {
    List<Child> started = new ArrayList<>();
    ExecutorService threads = Executors.newCachedThreadPool(Children::daemon);
    CompletionService<Child> ready = new ExecutorCompletionService<>(threads);
    long begin = System.nanoTime();
    try {
      for (Child.Spec spec : specs) {
        Child child = add(spec);
        started.add(child);
        ready.submit(
            () -> {
              child.awaitReady();
              return child;
            });
      }
      for (int i = 0; i < specs.size(); i++) {
        Child child = next(ready, started);
        double seconds = (System.nanoTime() - begin) / 1e9;
        console.say(
            String.format(
                Locale.ROOT,
                "  %-14s ready on %-22s %.1f s",
                child.name(),
                child.where(),
                seconds));
      }
      started.forEach(this::watch);
    } catch (ExecutionException e) {
      remove(started);
      throw e.getCause() instanceof LauncherException known
          ? known
          : new LauncherException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      remove(started);
      throw new LauncherException("interrupted while the children started", e);
    } catch (LauncherException e) {
      remove(started);
      throw e;
    } finally {
      threads.shutdownNow();
    }
  }

  /** The next child that is ready; one that was and has ended is a failure of the start too. */
  private static Child next(CompletionService<Child> ready, List<Child> started)
      throws InterruptedException, ExecutionException {
    while (true) {
      Future<Child> child = ready.poll(100, TimeUnit.MILLISECONDS);
      if (child != null) {
        return child.get();
      }
      started.forEach(Child::requireAlive);
    }
  }

  /** Ends the child of that name and starts another in its place. */
  void replace(Child.Spec spec) {
    List<Child> old;
    synchronized (this) {
      old = children.stream().filter(child -> child.name().equals(spec.name())).toList();
    }
    remove(old);
    start(List.of(spec));
  }

  /** Ends all; returns within five seconds. What is started afterwards is refused. */
  void end() {
    List<Child> all;
    synchronized (this) {
      ending = true;
      all = List.copyOf(children);
    }
    end(all);
  }

  synchronized List<ChildState> states() {
    return children.stream()
        .map(
            child ->
                new ChildState(
                    child.name(),
                    Running.of(child.handle()),
                    child.where(),
                    child.log().toString()))
        .toList();
  }

  private synchronized Child add(Child.Spec spec) {
    if (ending) {
      throw new LauncherException(spec.name() + ": not started, Samovar is ending");
    }
    Child child = Child.start(spec);
    children.add(child);
    return child;
  }

  private void remove(List<Child> some) {
    synchronized (this) {
      children.removeAll(some);
    }
    end(some);
  }

  private static void end(List<Child> some) {
    long deadline = System.nanoTime() + END.toNanos();
    some.forEach(Child::terminate);
    some.forEach(child -> child.awaitEnd(Duration.ofNanos(deadline - System.nanoTime())));
  }

  private void watch(Child child) {
    child
        .onExit()
        .thenRunAsync(
            () -> {
              if (isExpected(child)) {
                return;
              }
              console.warn(
                  child.name()
                      + ": ended with exit code "
                      + child.exitCode()
                      + "; the rest runs on (./samovar logs "
                      + child.name()
                      + ")");
            },
            task ->
                daemon(
                        () -> {
                          try {
                            for (int i = 0; i < REPORT_PAUSES && !isExpected(child); i++) {
                              TimeUnit.MILLISECONDS.sleep(REPORT_PAUSE.toMillis());
                            }
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                          task.run();
                        })
                    .start());
  }

  private synchronized boolean isExpected(Child child) {
    return ending || !children.contains(child);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "children");
    thread.setDaemon(true);
    return thread;
  }
}
