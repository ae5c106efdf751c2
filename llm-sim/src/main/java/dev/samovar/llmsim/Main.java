package dev.samovar.llmsim;

import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/**
 * The command line. Exit code 0 after a signal, 1 when it cannot listen or the server fails, 2 when
 * a flag is wrong.
 */
@Command(
    name = "samovar-llm-sim",
    description = "A simulated LLM server: OpenAI's API, an engine's metrics, no GPU.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
public final class Main implements Callable<Integer> {
  @Mixin Flags flags;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings;
    try {
      settings = Settings.read(flags);
    } catch (Settings.WrongSettings e) {
      e.errors().forEach(System.err::println);
      return 2;
    }
    LlmSim sim;
    try {
      sim = LlmSim.start(settings);
    } catch (IOException e) {
      System.err.println(reason(settings, e));
      return 1;
    }
    AtomicBoolean stopping = new AtomicBoolean();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopping.set(true);
                  sim.close();
                  // A JVM that a signal ends would report 128 + the signal's number.
                  Runtime.getRuntime().halt(0);
                }));
    System.out.println(
        "llm-sim " + settings.name() + " listening on " + settings.host() + ":" + sim.port());
    System.out.flush();
    sim.join();
    if (stopping.get()) {
      return 0;
    }
    System.err.println("llm-sim " + settings.name() + ": the server ended by itself");
    return 1;
  }

  private static String reason(Settings settings, IOException e) {
    if (e instanceof UnknownHostException) {
      return "--host: '" + settings.host() + "' is not an address or a known host name";
    }
    String place = settings.port() + " on " + settings.host();
    return e instanceof BindException
        ? "--port: cannot listen on " + place + " (" + e.getMessage() + "); choose another, or 0"
        : "--port: cannot listen on " + place + ": " + e.getMessage();
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"samovar-llm-sim " + (version == null ? "development" : version)};
    }
  }
}
