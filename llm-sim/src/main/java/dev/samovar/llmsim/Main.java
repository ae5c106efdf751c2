package dev.samovar.llmsim;

import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/**
 * The command line. Exit code 0 after a signal, 1 when it cannot listen or the server fails, 2 when
 * a flag is wrong.
 */
@Command(
    name = "samovar-llm-sim",
    description = "A simulated LLM server: OpenAI's API, vLLM's metrics, no GPU.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false)
public final class Main implements Callable<Integer> {
  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8001",
      description = "Port to listen on, 0 for any free one (default: ${DEFAULT-VALUE}).")
  String port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  String host;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "llm-sim",
      description =
          "Shown as header x-llm-sim and as system_fingerprint (default: ${DEFAULT-VALUE}).")
  String name;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "Shown by /v1/models and in the metrics (default: NAME).")
  String model;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = "vllm",
      description = "Whose metrics are spoken: vllm (default: ${DEFAULT-VALUE}).")
  String engine;

  @Option(
      names = "--ttft",
      paramLabel = "DURATION",
      defaultValue = "20ms",
      description = "Time to the first token of an idle engine (default: ${DEFAULT-VALUE}).")
  String ttft;

  @Option(
      names = "--tokens-per-second",
      paramLabel = "RATE",
      defaultValue = "200",
      description = "Decode rate of each stream (default: ${DEFAULT-VALUE}).")
  String tokensPerSecond;

  @Option(
      names = "--max-tokens-default",
      paramLabel = "N",
      defaultValue = "16",
      description = "Tokens of an answer without a limit (default: ${DEFAULT-VALUE}).")
  String maxTokensDefault;

  @Option(
      names = "--max-running",
      paramLabel = "N",
      defaultValue = "256",
      description = "Requests that run together; more wait (default: ${DEFAULT-VALUE}).")
  String maxRunning;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings;
    try {
      settings =
          Settings.read(
              new Settings.Flags(
                  port,
                  host,
                  name,
                  model,
                  engine,
                  ttft,
                  tokensPerSecond,
                  maxTokensDefault,
                  maxRunning));
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
