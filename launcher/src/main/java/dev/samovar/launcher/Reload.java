package dev.samovar.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Follows a saved configuration: starts what is new, gives Envoy first what the filter will need
 * and then the filter's configuration. One with errors is reported here, and refused by the filter
 * too, which says so in its own log.
 */
final class Reload implements Runnable {

  private final Path file;
  private final Demo demo;
  private final Children children;
  private final Console console;
  private final Runnable saveState;
  private PluginDocument current;

  Reload(
      Path file,
      Demo demo,
      Children children,
      Console console,
      Runnable saveState,
      PluginDocument current) {
    this.file = file;
    this.demo = demo;
    this.children = children;
    this.console = console;
    this.saveState = saveState;
    this.current = current;
  }

  @Override
  public void run() {
    try {
      PluginDocument document = PluginFile.read(file);
      if (document.isValid()) {
        follow(document);
      } else {
        refuse(document);
      }
    } catch (LauncherException e) {
      console.warn(e.getMessage());
      console.warn(file + ": the old configuration stays in force");
    } catch (RuntimeException e) {
      console.warn(file + ": the old configuration stays in force: " + e.getMessage());
    }
  }

  private void refuse(PluginDocument document) {
    document.problems().forEach(problem -> console.warn(file + ": " + problem));
    console.warn(file + ": the old configuration stays in force");
    demo.offer(document);
  }

  private void follow(PluginDocument document) {
    document.problems().forEach(problem -> console.warn(file + ": " + problem));
    List<Child.Spec> added = demo.newServers(document);
    try {
      children.start(added);
    } catch (LauncherException e) {
      demo.withdraw(added);
      throw e;
    }
    long[] before = demo.taken();
    demo.follow(document);
    if (!document.keyPrefix().equals(current.keyPrefix())) {
      // The agent answers keys of one prefix only, and reads its file when it starts.
      children.replace(demo.agent(document));
    }
    boolean same = document.json().equals(current.json());
    current = document;
    saveState.run();
    if (!same) {
      report(before);
    }
  }

  private void report(long[] before) {
    Duration deadline = Demo.followDeadline();
    long end = System.nanoTime() + deadline.toNanos();
    while (System.nanoTime() < end) {
      long[] now = demo.taken();
      if (now[0] > before[0]) {
        console.say(file + ": in force");
        return;
      }
      if (now[1] > before[1]) {
        console.warn(file + ": refused by the filter; see ./samovar logs envoy");
        return;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    console.warn(
        file
            + ": Envoy has not answered within "
            + deadline.toSeconds()
            + " s; see ./samovar logs envoy");
  }
}
