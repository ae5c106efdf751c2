package dev.samovar.bench;

import dev.samovar.envoy.EnvoyException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code samovar bench}: 0 when done, 1 when something failed, 2 when the usage is wrong. */
@Command(
    name = "samovar bench",
    description = "Measures what the filter costs.",
    mixinStandardHelpOptions = true,
    subcommands = {CostCommand.class, DecisionCommand.class, OrderCommand.class, SoakCommand.class})
public final class Main implements Runnable {

  @Spec CommandSpec spec;

  /** Runs the command that the arguments name. */
  public static void main(String[] arguments) {
    // Who interrupts a run does not want its proxies to go on.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy)));
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setOverwrittenOptionsAllowed(true)
        .setExecutionExceptionHandler(
            (failure, line, result) -> {
              boolean told = failure instanceof BenchException || failure instanceof EnvoyException;
              line.getErr().println(told ? failure.getMessage() : "samovar bench: " + failure);
              line.getErr().flush();
              return 1;
            });
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a benchmark is missing, such as: samovar bench cost --quick");
  }
}
