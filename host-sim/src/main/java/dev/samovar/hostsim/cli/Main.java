package dev.samovar.hostsim.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code java -jar samovar-host-sim.jar run FILE.wasm --request FILE.http …}.
 *
 * <p>Exit codes: 0 the stream ended, 1 the filter left it open, 2 bad usage, 3 the module cannot be
 * loaded or refused its configuration, 4 it trapped.
 */
@Command(
    name = "samovar-host-sim",
    description = "Runs proxy-wasm filters without a proxy.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = RunCommand.class)
public final class Main {
  private static final int BAD_USAGE = 2;

  private Main() {}

  /** Version of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"samovar-host-sim " + (version == null ? "development" : version)};
    }
  }

  /** Runs and leaves with the exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    CommandLine.IParameterExceptionHandler usage = line.getParameterExceptionHandler();
    line.setParameterExceptionHandler(
        (exception, arguments) -> {
          if (List.of(arguments).contains("--json")) {
            CommandLine command = exception.getCommandLine();
            command.getOut().print(Report.error(exception.getMessage(), BAD_USAGE));
            command.getOut().flush();
          }
          return usage.handleParseException(exception, arguments);
        });
    return line;
  }
}
