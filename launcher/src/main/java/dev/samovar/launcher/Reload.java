package dev.samovar.launcher;

import dev.samovar.envoy.EnvoyUpdate;
import java.nio.file.Path;
import java.util.List;

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
    demo.show(document);
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
    EnvoyUpdate.Outcome outcome = demo.follow(document);
    if (outcome == EnvoyUpdate.Outcome.REFUSED) {
      console.warn(file + ": refused by Envoy; see ./samovar logs envoy");
      return;
    }
    if (outcome == EnvoyUpdate.Outcome.UNANSWERED) {
      console.warn(file + ": Envoy has not answered; see ./samovar logs envoy");
    } else if (!document.json().equals(current.json())) {
      console.say(file + ": in force");
    }
    if (!document.keyPrefix().equals(current.keyPrefix())) {
      // The agent answers keys of one prefix only, and reads its file when it starts.
      children.replace(demo.agent(document));
    }
    current = document;
    saveState.run();
  }
}
