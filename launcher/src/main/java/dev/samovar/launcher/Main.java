package dev.samovar.launcher;

import dev.samovar.envoy.EnvoyException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: 0 when done, 1 when something failed, 2 when the usage is wrong. */
@Command(
    name = "samovar",
    description =
        "Runs Samovar on this machine: Envoy with the filter, the agent, Redis, LLM servers.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {Up.class, Status.class, Down.class, Logs.class, Render.class},
    sortOptions = false)
public final class Main implements Runnable {

  @Spec CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        // As with most programs, the last one of a flag counts.
        .setOverwrittenOptionsAllowed(true)
        .setExecutionExceptionHandler(
            (failure, line, result) -> {
              String message =
                  failure instanceof LauncherException || failure instanceof EnvoyException
                      ? failure.getMessage()
                      : "samovar: " + failure;
              line.getErr().println(message);
              line.getErr().flush();
              return 1;
            });
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing, such as: samovar up");
  }

  /** The version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"samovar " + (version == null ? "(not packaged)" : version)};
    }
  }
}
