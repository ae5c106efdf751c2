package dev.samovar.hostsim.cli;

import dev.samovar.hostsim.Answer;
import dev.samovar.hostsim.FaultKind;
import dev.samovar.hostsim.Guests;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.HostSimException;
import dev.samovar.hostsim.ModuleException;
import dev.samovar.hostsim.Profile;
import dev.samovar.hostsim.RequestBuilder;
import dev.samovar.hostsim.StartException;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.TrapException;
import dev.samovar.proxywasm.LogLevel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one request through a module. */
@Command(
    name = "run",
    description = "Runs one request through a module, and prints what the filter did.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the stream ended",
      "1:the filter left the stream open",
      "2:bad usage",
      "3:the module cannot be loaded, or refused its configuration",
      "4:the filter trapped"
    })
final class RunCommand implements Callable<Integer> {
  private static final int CANNOT_LOAD = 3;
  private static final int TRAPPED = 4;
  private static final int OPEN = 1;
  private static final Duration TICK_STEP = Duration.ofMillis(10);
  private static final Duration LONGEST_TICK = Duration.ofMinutes(10);

  /** How long a paused stream may wait for deadlines and ticks, in simulated time. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Profiles by the names of the command line. */
  enum ProfileName {
    envoy(Profile.ENVOY),
    higress(Profile.HIGRESS),
    no_hold(Profile.NO_HOLD);

    private final Profile profile;

    ProfileName(Profile profile) {
      this.profile = profile;
    }

    @Override
    public String toString() {
      return name().replace('_', '-');
    }
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE.wasm", description = "The module.")
  private Path module;

  @Option(
      names = "--config",
      paramLabel = "FILE|JSON",
      description = "The plugin's configuration: a file where one has that name, else the text.")
  private String config = "";

  @Option(
      names = "--request",
      paramLabel = "FILE.http",
      required = true,
      description = "The request: its line, headers, an empty line, the body.")
  private Path request;

  @Option(
      names = "--body-chunks",
      paramLabel = "N",
      description = "Sends the body in so many pieces; default 1.")
  private int bodyChunks = 1;

  @Option(
      names = "--callout",
      paramLabel = "CLUSTER=FILE",
      description = "Answers calls to a cluster with 200 and the file as body; may be repeated.")
  private Map<String, Path> callouts = new LinkedHashMap<>();

  @Option(
      names = "--ticks",
      paramLabel = "N",
      description = "Lets so many ticks happen before the request; default 0.")
  private int ticks;

  @Option(
      names = "--profile",
      paramLabel = "envoy|higress|no-hold",
      description = "Which host; default envoy.")
  private String profile = "envoy";

  @Option(names = "--json", description = "Prints one JSON document.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (bodyChunks < 1) {
      throw usage("--body-chunks: must be at least 1, was " + bodyChunks);
    }
    if (ticks < 0) {
      throw usage("--ticks: must not be negative, was " + ticks);
    }
    HttpFile http = readRequest();
    Map<String, byte[]> answers = new LinkedHashMap<>();
    for (Map.Entry<String, Path> callout : callouts.entrySet()) {
      answers.put(callout.getKey(), read("--callout", callout.getValue()));
    }
    byte[] configuration = configuration();
    Profile host = profile();
    PrintWriter err = spec.commandLine().getErr();
    HostSim sim;
    try {
      HostSimBuilder builder =
          HostSim.builder()
              .guest(Guests.wasm(module))
              .configuration(configuration)
              .profile(host)
              .logLevel(LogLevel.TRACE)
              .allow(FaultKind.CALLOUT_UNANSWERED);
      answers.forEach((cluster, body) -> builder.onCallout(cluster, call -> Answer.of(200, body)));
      sim = builder.build();
    } catch (ModuleException e) {
      err.println(e.getMessage());
      return CANNOT_LOAD;
    } catch (StartException e) {
      err.println(e.getMessage());
      return e.isTrap() ? TRAPPED : CANNOT_LOAD;
    } catch (TrapException e) {
      err.println(module + ": " + e.getMessage());
      return TRAPPED;
    } catch (HostSimException e) {
      err.println(e.getMessage());
      return CANNOT_LOAD;
    }
    return run(sim, http, err);
  }

  private int run(HostSim sim, HttpFile http, PrintWriter err) {
    runTicks(sim);
    RequestBuilder builder =
        sim.request(http.method(), http.path(), http.headers().toArray(new String[0]))
            .body(http.body())
            .chunks(bodyChunks);
    Stream stream = builder.send();
    waitWhilePaused(sim, stream);
    if (!stream.isFinished() && stream.upstream().ended()) {
      stream.reply(200, "");
      waitWhilePaused(sim, stream);
    }
    boolean ended = stream.isFinished();
    boolean trapped = !sim.traps().isEmpty();
    PrintWriter out = spec.commandLine().getOut();
    Report report = new Report(sim, stream, ended);
    out.print(json ? report.json() : report.text());
    out.flush();
    if (trapped) {
      sim.traps().forEach(trap -> err.println(module + ": " + trap.getMessage()));
    } else if (!ended) {
      err.println(module + ": left the stream open");
    }
    return trapped ? TRAPPED : ended ? 0 : OPEN;
  }

  /** Moves time in small steps, because only the filter knows its period. */
  private void runTicks(HostSim sim) {
    Duration waited = Duration.ZERO;
    while (sim.ticks() < ticks && waited.compareTo(LONGEST_TICK) < 0 && sim.isTicking()) {
      sim.advance(TICK_STEP);
      waited = waited.plus(TICK_STEP);
    }
  }

  private static void waitWhilePaused(HostSim sim, Stream stream) {
    Duration waited = Duration.ZERO;
    while ((stream.isRequestPaused() || stream.isResponsePaused())
        && waited.compareTo(PATIENCE) < 0) {
      Duration step = Duration.ofMillis(100);
      sim.advance(step);
      waited = waited.plus(step);
    }
  }

  private HttpFile readRequest() {
    byte[] bytes = read("--request", request);
    try {
      return HttpFile.parse(request.toString(), bytes);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private byte[] configuration() {
    if (!config.isEmpty() && config.length() < 4096 && !config.stripLeading().startsWith("{")) {
      Path file = Path.of(config);
      if (Files.isRegularFile(file)) {
        return read("--config", file);
      }
      if (config.endsWith(".json") || config.endsWith(".yaml") || config.endsWith(".yml")) {
        throw usage("--config: " + config + ": no such file");
      }
    }
    return config.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private Profile profile() {
    for (ProfileName name : ProfileName.values()) {
      if (name.toString().equals(profile)) {
        return name.profile;
      }
    }
    throw usage("--profile: must be envoy, higress or no-hold, was " + profile);
  }

  private byte[] read(String option, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw usage(option + ": " + file + ": cannot be read");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
