package dev.samovar.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line of the tools: 0 when done, 1 when something failed or was found, 2 when the
 * usage is wrong. A command is one class among the {@code subcommands}.
 */
@Command(
    name = "samovar-cli",
    description = "Tools around Samovar: the classes that decide in the proxy, on a laptop.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {Explain.class, Lint.class, Replay.class, Simulate.class},
    sortOptions = false)
public final class Main implements Runnable {
  @Spec CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setOverwrittenOptionsAllowed(true)
        .setExecutionExceptionHandler(
            (failure, line, result) -> {
              String message =
                  failure instanceof CommandException
                      ? failure.getMessage()
                      : "samovar: " + failure;
              line.getErr().println(message);
              line.getErr().flush();
              return 1;
            });
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing, such as: samovar simulate");
  }

  /** The version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"samovar-cli " + (version == null ? "(not packaged)" : version)};
    }
  }
}
